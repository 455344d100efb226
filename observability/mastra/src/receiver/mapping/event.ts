import type { AnyExportedSpan, CorrelationContext } from '@mastra/core/observability';
import { dateOf, nanosOf } from '../wire/time.ts';
import { listOf, objectOf, textOf } from '../wire/types.ts';
import { recordOf, shortened } from '../wire/values.ts';
import type { AttributeBag } from './attribute-bag.ts';
import { FIELD_LIMITS } from './bounds.ts';
import { hashOf } from './hash.ts';
import { isMessageEvent, messagesOfEvents } from './messages.ts';

/** Span events that carry nothing but the content of a model call. */
const CONTENT_EVENTS: ReadonlySet<unknown> = new Set([
  'gen_ai.client.inference.operation.details',
  'gen_ai.content.prompt',
  'gen_ai.content.completion',
]);

/** What the events of a span that carry its content leave. */
export interface SortedEvents {
  /** Events of their own. */
  readonly moments: readonly unknown[];
  /** What was asked and answered, by the conventions' older versions: an event for each message. */
  readonly messages: ReturnType<typeof messagesOfEvents>;
}

/** Moves what content events carry to the attributes of their span, and sorts the other events. */
export function takeContentEvents(events: readonly unknown[], bag: AttributeBag): SortedEvents {
  const moments: unknown[] = [];
  const messages: Record<string, unknown>[] = [];
  for (const event of events) {
    const { name, attributes } = objectOf(event);
    if (CONTENT_EVENTS.has(name)) bag.add(listOf(attributes));
    else if (isMessageEvent(name)) messages.push({ ...recordOf(attributes), 'event.name': name });
    else moments.push(event);
  }
  return { moments, messages: messagesOfEvents(messages) };
}

/** A moment within a span, as an event span under it. Its id is made of its place, so it is the same whenever it comes. */
export function eventSpan(
  event: unknown,
  index: number,
  parent: AnyExportedSpan,
  correlation: CorrelationContext,
): AnyExportedSpan {
  const { name, timeUnixNano, attributes } = objectOf(event);
  const nanos = nanosOf(timeUnixNano);
  const at = nanos === undefined ? parent.startTime : dateOf(nanos);
  return {
    ...correlation,
    id: hashOf(16, parent.traceId, parent.id, String(index)),
    traceId: parent.traceId,
    parentSpanId: parent.id,
    name: shortened(textOf(name) ?? 'unnamed event', FIELD_LIMITS.name),
    type: 'generic',
    startTime: at,
    endTime: at,
    attributes: recordOf(attributes),
    isEvent: true,
    isRootSpan: false,
  };
}
