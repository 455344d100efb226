import type { ObservabilityEvent } from '@mastra/core/observability';

/** Fields of a payload that are dates by contract; everywhere else a date has a tag. */
const DATES: ReadonlySet<string> = new Set(['startTime', 'endTime', 'timestamp']);
const TAG = '$spool';
/** Text that begins with this has tags in it. JSON never does. */
const TAGGED = '~';

type Payload = Record<string, unknown>;

/**
 * The event of a text that the first edition has written.
 *
 * @throws SyntaxError for text that is no event
 */
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
