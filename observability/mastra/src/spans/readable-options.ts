import type { StartSpanOptions, TracingOptions } from '@mastra/core/observability';
import { safeText } from './safe-text.ts';

/** Every option that a method of a span takes. */
const SPAN_OPTIONS = [
  ...['type', 'name', 'input', 'output', 'attributes', 'metadata', 'tags', 'links', 'error', 'endSpan', 'endReason'],
  ...['entityType', 'entityId', 'entityName', 'parent', 'requestContext', 'tracingOptions'],
] as const;

const TRACING_OPTIONS = [
  ...['runId', 'threadId', 'requestId', 'sessionId', 'userId', 'organizationId', 'resourceId', 'environment', 'source'],
  ...['experimentId', 'metadata', 'tags', 'traceId', 'parentSpanId', 'sampled', 'traceState', 'baggage'],
  ...['requestContextKeys', 'hideInput', 'hideOutput', 'waitUntil'],
] as const satisfies readonly (keyof TracingOptions)[];

/** Payloads of which it is recorded that they could not be read. */
const PAYLOADS: ReadonlySet<string> = new Set(['input', 'output', 'error']);

const LISTS: ReadonlySet<string> = new Set(['tags', 'requestContextKeys']);

/** A copy of the options without what throws when it is read. Made only after reading them in place has thrown. */
export function readableOptions<T extends object>(options: T): T {
  const copy = pick(options, SPAN_OPTIONS);
  if (copy.tracingOptions !== undefined) copy.tracingOptions = readableTracingOptions(copy.tracingOptions as object);
  return copy as T;
}

export function readableTracingOptions<T extends TracingOptions | undefined>(options: T): T {
  return typeof options === 'object' && options !== null ? (pick(options, TRACING_OPTIONS) as T) : (undefined as T);
}

/** The options of a start, with what every span needs. */
export function readableStart(options: StartSpanOptions): StartSpanOptions {
  const copy = readableOptions(options);
  return { ...copy, type: copy.type ?? 'generic', name: copy.name ?? '[unreadable]' };
}

/** Merges objects of named values, later ones over earlier ones. Values that throw when they are read are left out. */
export function mergeReadable(
  first: object | undefined,
  second: object | undefined,
  third: object | undefined,
): Record<string, unknown> {
  try {
    return { ...first, ...second, ...third };
  } catch {
    const merged: Record<string, unknown> = {};
    for (const object of [first, second, third]) {
      for (const key of keysOf(object)) {
        const value = read(object as Record<string, unknown>, key, '[unreadable]');
        Object.defineProperty(merged, key, { value, enumerable: true, configurable: true, writable: true });
      }
    }
    return merged;
  }
}

function pick(from: object, names: readonly string[]): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name of names) {
    const marker = PAYLOADS.has(name) ? '[unreadable]' : undefined;
    const value = read(from as Record<string, unknown>, name, marker);
    const readable = LISTS.has(name) ? listOf(value) : value;
    if (readable !== undefined) copy[name] = readable;
  }
  return copy;
}

/** The elements that can be read, as texts. */
function listOf(value: unknown): readonly string[] | undefined {
  try {
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? value.map(safeText) : undefined;
  } catch {
    return undefined;
  }
}

function read(from: Readonly<Record<string, unknown>>, name: string, otherwise: unknown): unknown {
  try {
    return from[name];
  } catch {
    return otherwise;
  }
}

function keysOf(object: object | undefined): readonly string[] {
  try {
    return Object.keys(object ?? {});
  } catch {
    return [];
  }
}
