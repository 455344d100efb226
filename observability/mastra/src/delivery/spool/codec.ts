import type { ObservabilityEvent } from '@mastra/core/observability';

/** Fields of a payload that are dates by contract; everywhere else a date needs a tag. */
const DATES: ReadonlySet<string> = new Set(['startTime', 'endTime', 'timestamp']);
const TAG = '$spool';
/** Text that begins with this has tags in it. JSON never does. */
const TAGGED = '~';
const MAX_DEPTH = 200;

type Payload = Record<string, unknown>;

/**
 * An event as text that `decodeEvent` makes the same event of. What is plain data, which is nearly everything, is plain
 * JSON; dates, bigints and the numbers that JSON does not know are tagged.
 *
 * @throws where the event has a cycle, or a getter that throws
 */
export function encodeEvent(event: ObservabilityEvent): string {
  return isPlain(event) ? JSON.stringify(event) : TAGGED + JSON.stringify(tagged(event, 0));
}

/** @throws SyntaxError for text that is no event */
export function decodeEvent(text: string): ObservabilityEvent {
  const event = (
    text.startsWith(TAGGED) ? untagged(JSON.parse(text.slice(1))) : JSON.parse(text)
  ) as ObservabilityEvent;
  const payload = payloadOf(event);
  if (payload === undefined) throw new SyntaxError('no event');
  for (const field of DATES) {
    const value = payload[field];
    if (typeof value === 'string') payload[field] = new Date(value);
  }
  return event;
}

function payloadOf(event: ObservabilityEvent): Payload | undefined {
  switch (event?.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error':
      return event.exportedSpan as unknown as Payload;
    case 'log':
      return event.log as unknown as Payload;
    case 'metric':
      return event.metric as unknown as Payload;
    case 'score':
      return event.score as unknown as Payload;
    case 'feedback':
      return event.feedback as unknown as Payload;
    default:
      return undefined;
  }
}

function isPlain(event: ObservabilityEvent): boolean {
  const payload = payloadOf(event);
  if (payload === undefined) return false;
  for (const key in payload) {
    const value = payload[key];
    if (value === undefined) continue;
    if (DATES.has(key) ? !isValidDate(value) : !isPlainValue(value, 0)) return false;
  }
  return event.type !== 'span.error' || isPlainValue(event.error, 0);
}

function isValidDate(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

/** Whether JSON gives the same value back. An undefined property may be absent; an undefined element may not. */
function isPlainValue(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every(item => isPlainValue(item, depth + 1));
  const prototype = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return false;
  for (const key in value) {
    const item = (value as Payload)[key];
    if (item !== undefined && !isPlainValue(item, depth + 1)) return false;
  }
  return true;
}

function tagged(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new TypeError('an event nested too deeply, or in itself');
  if (value instanceof Date) return { [TAG]: 'date', value: value.getTime() };
  switch (typeof value) {
    case 'bigint':
      return { [TAG]: 'bigint', value: String(value) };
    case 'number':
      if (Object.is(value, -0)) return { [TAG]: 'number', value: '-0' };
      return Number.isFinite(value) ? value : { [TAG]: 'number', value: String(value) };
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if ('toJSON' in value && typeof value.toJSON === 'function') return tagged(value.toJSON(), depth + 1);
  if (Array.isArray(value)) {
    return value.map(item => (item === undefined ? { [TAG]: 'undefined' } : tagged(item, depth + 1)));
  }
  const entries = Object.entries(value)
    .map(([key, item]) => [key, tagged(item, depth + 1)] as const)
    .filter(([, item]) => item !== undefined);
  // A key of a user's that looks like a tag.
  if (Object.hasOwn(value, TAG)) return { [TAG]: 'object', value: entries };
  return Object.fromEntries(entries);
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(untagged);
  const { [TAG]: tag, value: inner } = value as Payload;
  switch (tag) {
    case undefined:
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
    case 'date':
      return new Date(inner === null ? Number.NaN : (inner as number));
    case 'bigint':
      return BigInt(inner as string);
    case 'number':
      return Number(inner);
    case 'object':
      return Object.fromEntries((inner as [string, unknown][]).map(([key, item]) => [key, untagged(item)]));
    default:
      return undefined;
  }
}
