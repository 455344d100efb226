import type { AnyExportedSpan, TracingEvent } from '@mastra/core/observability';
import type { ReceivedSpan } from './span.ts';

/** An event, and the received span that it is of. */
export interface Replayed {
  readonly event: TracingEvent;
  readonly of: ReceivedSpan;
}

/** Spans looked at between two places where the work may be interrupted. */
const STRIDE = 256;

/**
 * Lets the spans of a request happen once more: each begins and ends, in the order of time, children within their
 * parents. A span without an end only begins. Yields wherever it may be interrupted.
 */
export function* replay(spans: readonly ReceivedSpan[]): Generator<void, readonly Replayed[]> {
  const depths = yield* depthsOf(spans);
  const depth = (received: ReceivedSpan) => depths.get(received) ?? 0;
  yield;
  const begun = inOrder(spans, received => received.start, depth);
  yield;
  const ended = inOrder(
    spans,
    received => received.end,
    received => -depth(received),
  );
  yield;
  const events: Replayed[] = [];
  let next = 0;
  for (const [i, of] of begun.entries()) {
    for (; next < ended.length && ended[next]!.end < of.start; next++) events.push(...endOf(ended[next]!));
    events.push({ event: { type: 'span.started', exportedSpan: atStart(of.span) }, of });
    if (i % STRIDE === 0) yield;
  }
  for (; next < ended.length; next++) {
    events.push(...endOf(ended[next]!));
    if (next % STRIDE === 0) yield;
  }
  return events;
}

/** How many spans of the same request each one is under: clocks are too coarse to tell a parent from its child. */
function* depthsOf(spans: readonly ReceivedSpan[]): Generator<void, ReadonlyMap<ReceivedSpan, number>> {
  const byId = new Map<string, ReceivedSpan>();
  for (const [i, received] of spans.entries()) {
    byId.set(`${received.span.traceId}/${received.span.id}`, received);
    if (i % STRIDE === 0) yield;
  }
  const depths = new Map<ReceivedSpan, number>();
  for (const [i, received] of spans.entries()) {
    if (i % STRIDE === 0) yield;
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

/** By time, then by another number. Numbers instead of 64 bits: a quarter of a microsecond is no time between spans. */
function inOrder(
  spans: readonly ReceivedSpan[],
  timeOf: (received: ReceivedSpan) => bigint,
  thenBy: (received: ReceivedSpan) => number,
): readonly ReceivedSpan[] {
  const keyed = spans.map(received => ({ received, time: Number(timeOf(received)), rank: thenBy(received) }));
  keyed.sort((a, b) => a.time - b.time || a.rank - b.rank);
  return keyed.map(({ received }) => received);
}
