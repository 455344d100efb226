import type { AnyExportedSpan, CorrelationContext } from '@mastra/core/observability';
import { dateOf, nanosOf } from '../wire/time.ts';
import { listOf, objectOf, textOf } from '../wire/types.ts';
import { recordOf, shortened } from '../wire/values.ts';
import type { AttributeBag } from './attribute-bag.ts';
import { FIELD_LIMITS } from './bounds.ts';
import { hashOf } from './hash.ts';

/** Span events that carry nothing but the content of a model call. */
const CONTENT_EVENTS: ReadonlySet<unknown> = new Set([
  'gen_ai.client.inference.operation.details',
  'gen_ai.content.prompt',
  'gen_ai.content.completion',
]);

/** Moves what content events carry to the attributes of their span, and answers the other events. */
export function takeContentEvents(events: readonly unknown[], bag: AttributeBag): readonly unknown[] {
  return events.filter(event => {
    const { name, attributes } = objectOf(event);
    if (!CONTENT_EVENTS.has(name)) return true;
    bag.add(listOf(attributes));
    return false;
  });
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
