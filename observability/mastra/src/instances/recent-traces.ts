import type { AttachTarget, CorrelationContext } from '@mastra/core/observability';

interface RecentSpan {
  readonly id: string;
  readonly traceId: string;
  readonly isRootSpan: boolean;
  readonly correlation: CorrelationContext;
}

/** What of a trace is remembered: the spans' ids and what they belong to, side by side, and no content. */
interface RecentTrace {
  readonly traceId: string;
  readonly correlation: CorrelationContext;
  readonly spanIds: string[];
  readonly correlations: CorrelationContext[];
}

/** What a score or feedback is attached to. */
export interface FoundTarget {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly correlation: CorrelationContext;
}

const MAX_TRACES = 1000;
/** Spans of all traces together. */
const MAX_SPANS = 100_000;

/**
 * The latest traces of this process, so that a score or a thumb right after an answer is attached to it before anything has
 * reached a store.
 */
export class RecentTraces {
  readonly #traces = new Map<string, RecentTrace>();
  readonly #byRun = new Map<string, RecentTrace>();
  readonly #byThread = new Map<string, RecentTrace>();
  /** The traces from the oldest at `#oldest` on, in a ring. */
  readonly #ring: (RecentTrace | undefined)[] = new Array(MAX_TRACES + 1).fill(undefined);
  #oldest = 0;
  #newest = 0;
  #latest: RecentTrace | undefined;
  #spans = 0;

  add({ id, traceId, isRootSpan, correlation }: RecentSpan): void {
    // Spans of one trace come in a row: most need no look-up.
    let trace = this.#latest?.traceId === traceId ? this.#latest : this.#traces.get(traceId);
    if (trace === undefined) {
      if (!isRootSpan) return;
      trace = { traceId, correlation, spanIds: [], correlations: [] };
      this.#remember(trace);
    }
    this.#latest = trace;
    trace.spanIds.push(id);
    trace.correlations.push(correlation);
    this.#spans++;
    if (this.#spans > MAX_SPANS || (this.#newest + 1) % this.#ring.length === this.#oldest) this.#forgetOldest();
  }

  /** The trace by its id, else the latest of a run, else of a thread; with what the span itself belongs to. */
  find({ traceId, spanId, runId, threadId }: AttachTarget): FoundTarget | undefined {
    const trace =
      (traceId !== undefined && this.#traces.get(traceId)) ||
      (traceId === undefined && runId !== undefined && this.#byRun.get(runId)) ||
      (traceId === undefined && runId === undefined && threadId !== undefined && this.#byThread.get(threadId)) ||
      undefined;
    if (!trace) return undefined;
    if (spanId === undefined) return { traceId: trace.traceId, correlation: trace.correlation };
    const index = trace.spanIds.indexOf(spanId);
    return index < 0 ? undefined : { traceId: trace.traceId, spanId, correlation: trace.correlations[index]! };
  }

  #remember(trace: RecentTrace): void {
    const { runId, threadId } = trace.correlation;
    this.#ring[this.#newest] = trace;
    this.#newest = (this.#newest + 1) % this.#ring.length;
    this.#traces.set(trace.traceId, trace);
    if (runId !== undefined) this.#byRun.set(runId, trace);
    if (threadId !== undefined) this.#byThread.set(threadId, trace);
  }

  #forgetOldest(): void {
    const oldest = this.#ring[this.#oldest];
    if (!oldest) return;
    this.#ring[this.#oldest] = undefined;
    this.#oldest = (this.#oldest + 1) % this.#ring.length;
    const { runId, threadId } = oldest.correlation;
    if (this.#traces.get(oldest.traceId) === oldest) this.#traces.delete(oldest.traceId);
    if (runId !== undefined && this.#byRun.get(runId) === oldest) this.#byRun.delete(runId);
    if (threadId !== undefined && this.#byThread.get(threadId) === oldest) this.#byThread.delete(threadId);
    if (this.#latest === oldest) this.#latest = undefined;
    this.#spans -= oldest.spanIds.length;
  }
}
