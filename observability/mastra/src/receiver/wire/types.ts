/**
 * Messages as they come out of JSON or protobuf: every field may be missing or of a wrong type, because somebody else
 * wrote it. Ids are hex or base64 texts or bytes, 64-bit numbers are texts or numbers.
 */
export interface WireSpan {
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly traceState?: unknown;
  readonly parentSpanId?: unknown;
  readonly name?: unknown;
  readonly kind?: unknown;
  readonly startTimeUnixNano?: unknown;
  readonly endTimeUnixNano?: unknown;
  readonly attributes?: unknown;
  readonly droppedAttributesCount?: unknown;
  readonly events?: unknown;
  readonly droppedEventsCount?: unknown;
  readonly links?: unknown;
  readonly droppedLinksCount?: unknown;
  readonly status?: unknown;
}

export interface WireLogRecord {
  readonly timeUnixNano?: unknown;
  readonly observedTimeUnixNano?: unknown;
  readonly severityNumber?: unknown;
  readonly severityText?: unknown;
  readonly body?: unknown;
  readonly attributes?: unknown;
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly eventName?: unknown;
}

/** What is no object reads as an empty one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : EMPTY;
}

/** What is no list reads as an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is no text, or an empty one, reads as absent. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A record has something where something else belongs, so that it cannot be told what is meant. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/**
 * Checks that a value is no object or list, where a number, a flag or a text belongs.
 *
 * @throws Malformed
 */
export function scalar(value: unknown, what: string): unknown {
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    throw new Malformed(`${what} is ${Array.isArray(value) ? 'a list' : 'an object'}`);
  }
  return value;
}

const EMPTY: Readonly<Record<string, unknown>> = Object.freeze({});
