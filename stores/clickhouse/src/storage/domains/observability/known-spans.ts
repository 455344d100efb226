import type { SpanRow } from '@mastra/core/storage';

type Span = Pick<SpanRow, 'traceId' | 'spanId' | 'startedAt'>;

/** Beyond this many spans the oldest traces are forgotten. To forget one costs a look into the table. */
const MAX_SPANS = 100_000;
/** Another process may write to a trace: what was found of it holds for so long. */
const HOLDS_MS = 60_000;

interface KnownTrace {
  /** The table held none of its spans that began at this time or later. */
  readonly from: number;
  readonly since: number;
  /** The spans that this store has written, or has tried to write. */
  readonly spanIds: Set<string>;
}

/** Remembers traces of which the table held nothing, so that a write looks for copies only where there may be any. */
export class KnownSpans {
  readonly #traces = new Map<string, KnownTrace>();
  #spans = 0;

  /** The traces that have to be looked for. */
  unknown(traceIds: Iterable<string>): readonly string[] {
    const now = performance.now();
    return [...new Set(traceIds)].filter(traceId => {
      const trace = this.#traces.get(traceId);
      return trace === undefined || now - trace.since > HOLDS_MS;
    });
  }

  /** Takes note of traces of which the table holds nothing from this time on. */
  begin(traceIds: Iterable<string>, from: number): void {
    const since = performance.now();
    for (const traceId of traceIds) {
      this.#forget(traceId);
      this.#traces.set(traceId, { from, since, spanIds: new Set() });
    }
  }

  /** Whether the table may hold this span. */
  mayHold({ traceId, spanId, startedAt }: Span): boolean {
    const trace = this.#traces.get(traceId);
    if (trace === undefined || startedAt < trace.from) return true;
    return trace.spanIds.has(spanId) || performance.now() - trace.since > HOLDS_MS;
  }

  /** Takes note of a span that is about to be written. */
  add({ traceId, spanId }: Span): void {
    const spanIds = this.#traces.get(traceId)?.spanIds;
    if (!spanIds || spanIds.has(spanId)) return;
    spanIds.add(spanId);
    this.#spans++;
    if (this.#spans <= MAX_SPANS) return;
    const [oldest] = this.#traces.keys();
    this.#forget(oldest!);
  }

  #forget(traceId: string): void {
    this.#spans -= this.#traces.get(traceId)?.spanIds.size ?? 0;
    this.#traces.delete(traceId);
  }
}
