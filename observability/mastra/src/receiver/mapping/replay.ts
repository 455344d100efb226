import type { AnyExportedSpan, TracingEvent } from '@mastra/core/observability';
import type { ReceivedSpan } from './span.ts';

/** An event, and the received span that it is of. */
export interface Replayed {
  readonly event: TracingEvent;
  readonly of: ReceivedSpan;
}

/**
 * Lets the spans of a request happen once more: each begins and ends, in the order of time, children within their
 * parents. A span without an end only begins.
 */
export function replay(spans: readonly ReceivedSpan[]): readonly Replayed[] {
  const depths = depthsOf(spans);
  const depth = (received: ReceivedSpan) => depths.get(received) ?? 0;
  const begun = spans.toSorted((a, b) => compare(a.start, b.start) || depth(a) - depth(b));
  const ended = spans.toSorted((a, b) => compare(a.end, b.end) || depth(b) - depth(a));
  const events: Replayed[] = [];
  let next = 0;
  for (const of of begun) {
    for (; next < ended.length && ended[next]!.end < of.start; next++) events.push(...endOf(ended[next]!));
    events.push({ event: { type: 'span.started', exportedSpan: atStart(of.span) }, of });
  }
  for (; next < ended.length; next++) events.push(...endOf(ended[next]!));
  return events;
}

/** How many spans of the same request each one is under: clocks are too coarse to tell a parent from its child. */
function depthsOf(spans: readonly ReceivedSpan[]): ReadonlyMap<ReceivedSpan, number> {
  const byId = new Map(spans.map(received => [`${received.span.traceId}/${received.span.id}`, received]));
  const depths = new Map<ReceivedSpan, number>();
  for (const received of spans) {
    const path: ReceivedSpan[] = [];
    const onPath = new Set<ReceivedSpan>();
    let current: ReceivedSpan | undefined = received;
    while (current && !depths.has(current) && !onPath.has(current)) {
      path.push(current);
      onPath.add(current);
      current = byId.get(`${current.span.traceId}/${current.span.parentSpanId}`);
    }
    let depth = current ? (depths.get(current) ?? 0) : -1;
    for (const one of path.reverse()) depths.set(one, ++depth);
  }
  return depths;
}

function endOf(of: ReceivedSpan): readonly Replayed[] {
  const { span, moments } = of;
  const events: Replayed[] = moments.flatMap(moment => [
    { event: { type: 'span.started', exportedSpan: moment }, of },
    { event: { type: 'span.ended', exportedSpan: moment }, of },
  ]);
  if (span.errorInfo) events.push({ event: { type: 'span.error', exportedSpan: span, error: span.errorInfo }, of });
  if (span.endTime) events.push({ event: { type: 'span.ended', exportedSpan: span }, of });
  return events;
}

/** What was known of a span when it began. */
function atStart(span: AnyExportedSpan): AnyExportedSpan {
  if (span.endTime === undefined) return span;
  return { ...span, endTime: undefined, output: undefined, errorInfo: undefined, attributes: undefined };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
