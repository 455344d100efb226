import type { TracingEvent } from '@mastra/core/observability';
import { RecentIds } from './recent-ids.ts';

/** Spans and traces that are remembered once they have ended. A store does not take them a second time anyway. */
const ENDED_SPANS = 1 << 17;
const ENDED_TRACES = 1 << 15;

interface SpanIds {
  readonly id: string;
  readonly traceId: string;
  readonly parentSpanId?: string | undefined;
}

/**
 * Which spans this pipeline records itself: those that run, and the latest of those that have ended. Costs nothing until
 * somebody wants to know.
 */
export class LocalSpans {
  readonly #running = new Map<string, string>();
  readonly #runningRoots = new Set<string>();
  readonly #open: () => Iterable<SpanIds>;
  #ended: RecentIds | undefined;
  #endedRoots: RecentIds | undefined;

  /** @param open the spans that run */
  constructor(open: () => Iterable<SpanIds>) {
    this.#open = open;
  }

  /** Whether spans are to be told of. */
  get isWatched(): boolean {
    return this.#ended !== undefined;
  }

  /** Knows of all spans that run now or begin later. */
  watch(): void {
    if (this.#ended) return;
    this.#ended = new RecentIds(ENDED_SPANS);
    this.#endedRoots = new RecentIds(ENDED_TRACES);
    for (const span of this.#open()) this.#start(span);
  }

  hear({ type, exportedSpan }: TracingEvent): void {
    if (type === 'span.started') this.#start(exportedSpan);
    else if (type === 'span.ended') this.#end(exportedSpan);
  }

  #start({ id, traceId, parentSpanId }: SpanIds): void {
    this.#running.set(id, traceId);
    if (parentSpanId === undefined) this.#runningRoots.add(traceId);
  }

  #end({ id, traceId, parentSpanId }: SpanIds): void {
    this.#running.delete(id);
    this.#ended?.add(traceId, id);
    if (parentSpanId !== undefined) return;
    this.#runningRoots.delete(traceId);
    this.#endedRoots?.add(traceId, traceId);
  }

  has(traceId: string, id: string): boolean {
    return this.#running.get(id) === traceId || this.#ended?.has(traceId, id) === true;
  }

  /** Whether the trace has its root here: one that continues a trace of another process has not. */
  hasRoot(traceId: string): boolean {
    return this.#runningRoots.has(traceId) || this.#endedRoots?.has(traceId, traceId) === true;
  }
}
