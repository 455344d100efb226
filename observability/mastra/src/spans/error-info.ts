import type { SpanErrorInfo } from '@mastra/core/observability';
import type { Capture } from './capture.ts';

/** How far causes are followed: enough for any real chain, and an end for a circular one. */
const MAX_CAUSES = 5;
/** Errors of an `AggregateError` that are kept, and how many of their causes. */
const MAX_ERRORS = 10;
const CAUSES_OF_EACH = 2;

/** What an error says in fields of their own: the rest of its own fields are details. */
const OWN_FIELDS = new Set([
  'message',
  'name',
  'stack',
  'code',
  'id',
  'domain',
  'category',
  'details',
  'cause',
  'errors',
]);

/** Turns whatever was thrown into what spans and events carry. */
export function toErrorInfo(error: unknown, capture: Capture): SpanErrorInfo {
  return describe(error, capture, MAX_CAUSES);
}

function describe(error: unknown, capture: Capture, causes: number): SpanErrorInfo {
  try {
    if (typeof error === 'object' && error !== null) {
      return fromObject(error as Record<string, unknown>, capture, causes);
    }
    return { message: capture.text(String(error)) };
  } catch {
    return { message: '[unreadable error]' };
  }
}

function fromObject(error: Record<string, unknown>, capture: Capture, causes: number): SpanErrorInfo {
  const { message, name, stack, code, id, domain, category, cause } = error;
  const text = (value: unknown) => {
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? capture.text(value) : undefined;
  };
  const info: { -readonly [K in keyof SpanErrorInfo]: SpanErrorInfo[K] } = {
    message: typeof message === 'string' ? capture.text(message) : JSON.stringify(capture.value(error)),
  };
  const stable = text(code) ?? text(id);
  if (typeof name === 'string') info.name = capture.name(name);
  if (stable !== undefined) info.id = stable;
  if (typeof domain === 'string') info.domain = capture.name(domain);
  if (typeof category === 'string') info.category = capture.name(category);
  if (typeof stack === 'string') info.stack = capture.text(stack);
  const details = detailsOf(error, capture, causes);
  if (details) info.details = details;
  if (cause !== undefined && cause !== null && causes > 0) info.cause = describe(cause, capture, causes - 1);
  return info;
}

/** The details that an error gives, its own fields such as `statusCode`, and the errors that it stands for. */
function detailsOf(
  error: Record<string, unknown>,
  capture: Capture,
  causes: number,
): Readonly<Record<string, unknown>> | undefined {
  const { details, errors } = error;
  const own: Record<string, unknown> = {};
  if (typeof error.message === 'string') {
    for (const key of Object.keys(error)) if (!OWN_FIELDS.has(key)) own[key] = error[key];
  }
  if (typeof details === 'object' && details !== null) Object.assign(own, details);
  const captured = Object.keys(own).length > 0 ? capture.record(own) : undefined;
  if (!Array.isArray(errors) || errors.length === 0) return captured;
  const first = errors.slice(0, MAX_ERRORS).map(one => describe(one, capture, Math.min(causes - 1, CAUSES_OF_EACH)));
  const rest = errors.length - first.length;
  return { ...captured, errors: rest > 0 ? [...first, `[cut: ${rest} of ${errors.length} errors]`] : first };
}
