import type { z } from 'zod';
import { type ErrorDomain, MastraError } from './mastra-error.ts';
import { withoutUser } from './without-user.ts';

/** Parses what a user gave. A mismatch becomes one `MastraError` that names every key, what was given and what is allowed. */
export function parseOrThrow<T extends z.ZodType>(
  schema: T,
  input: unknown,
  what: { readonly code: string; readonly domain: ErrorDomain; readonly subject: string },
): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(issue => {
    const path = issue.path.map(String).join('.');
    const given = path === '' ? input : issue.path.reduce<unknown>((value, key) => child(value, key), input);
    const shown = issue.code === 'unrecognized_keys' ? '' : ` (given: ${show(given)})`;
    return `${path ? `${path}: ` : ''}${issue.message}${shown}`;
  });
  throw new MastraError({
    code: what.code,
    domain: what.domain,
    message: `${what.subject} is not valid. ${lines.join('; ')}`,
    details: { issues: lines },
  });
}

function child(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}

function show(value: unknown): string {
  if (typeof value === 'string') {
    // Before it is cut: half a password has no end that it could be known by.
    const text = withoutUser(value);
    return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
