import type { SpanRecord } from '../storage/domains/observability/records/span.ts';
import { circularSpans } from './circles.ts';
import type { FeedbackInput, ObservabilityEntrypoint, ScoreInput } from './types/index.ts';

/** Where scores and feedback on what was recorded go. */
export type Attach = Pick<ObservabilityEntrypoint, 'addScore' | 'addFeedback'>;

/** A span as it was stored, with its place in the tree. */
export interface RecordedSpan extends SpanRecord {
  /** By start, then by span id. */
  readonly children: readonly RecordedSpan[];
  /** Set where the span's parent is the span itself or lies below it: the span then heads a tree of `roots`. */
  readonly isCircular?: true;
  /** Judges this span. Resolves when the scores are on their way. */
  addScore(score: ScoreInput | readonly ScoreInput[]): Promise<void>;
  /** Keeps what somebody said about this span. Resolves when the feedback is on its way. */
  addFeedback(feedback: FeedbackInput | readonly FeedbackInput[]): Promise<void>;
}

/**
 * A trace as it was stored. Made by `mastra.getTrace(traceId)`.
 *
 * @example
 * const trace = await mastra.getTrace(traceId);
 * await trace?.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
 */
export class Trace {
  readonly traceId: string;
  /** The span that all others hang below; the earliest one where that has not arrived. */
  readonly rootSpan: RecordedSpan;
  /**
   * The heads of all trees, by start, then by span id: spans without a parent, spans whose parent is not in the trace, and
   * the first span of every circle. Walked down from here, each span is met once.
   */
  readonly roots: readonly RecordedSpan[];
  /** All spans, in the order in which they began. */
  readonly spans: readonly RecordedSpan[];
  readonly #byId: ReadonlyMap<string, RecordedSpan>;
  readonly #attach: Attach;

  private constructor(traceId: string, spans: readonly RecordedSpan[], attach: Attach) {
    this.traceId = traceId;
    this.spans = spans;
    this.#attach = attach;
    this.#byId = new Map(spans.map(span => [span.spanId, span]));
    this.roots = spans.filter(
      ({ parentSpanId, isCircular }) => isCircular || parentSpanId === undefined || !this.#byId.has(parentSpanId),
    );
    this.rootSpan = (this.roots.find(span => span.parentSpanId === undefined) ?? this.roots[0]) as RecordedSpan;
  }

  /** Makes the tree of a trace from its records, which must be in order; `null` where there are none. */
  static fromRecords(traceId: string, records: readonly SpanRecord[], attach: Attach): Trace | null {
    if (records.length === 0) return null;
    const children = new Map(records.map(record => [record.spanId, [] as RecordedSpan[]]));
    const circular = circularSpans(records.map(({ spanId, parentSpanId }) => ({ id: spanId, parentId: parentSpanId })));
    const spans = records.map(record =>
      recordedSpan(record, children.get(record.spanId) ?? [], circular.has(record.spanId), attach),
    );
    for (const span of spans) {
      if (span.parentSpanId !== undefined && !span.isCircular) children.get(span.parentSpanId)?.push(span);
    }
    return new Trace(traceId, spans, attach);
  }

  /** The records without their places in the tree, which `parentSpanId` says: finite and flat, however deep the trace is. */
  toJSON(): { readonly traceId: string; readonly rootSpanId: string; readonly spans: readonly SpanRecord[] } {
    const spans = this.spans.map(({ children: _, ...record }) => record as SpanRecord);
    return { traceId: this.traceId, rootSpanId: this.rootSpan.spanId, spans };
  }

  /** The span of this id, or `null`. */
  getSpan(spanId: string): RecordedSpan | null {
    return this.#byId.get(spanId) ?? null;
  }

  /** Judges the trace as a whole. Resolves when the scores are on their way. */
  async addScore(score: ScoreInput | readonly ScoreInput[]): Promise<void> {
    for (const one of asList(score)) await this.#attach.addScore({ ...one, traceId: this.traceId });
  }

  /** Keeps what somebody said about the trace as a whole. Resolves when the feedback is on its way. */
  async addFeedback(feedback: FeedbackInput | readonly FeedbackInput[]): Promise<void> {
    for (const one of asList(feedback)) await this.#attach.addFeedback({ ...one, traceId: this.traceId });
  }
}

function recordedSpan(
  record: SpanRecord,
  children: readonly RecordedSpan[],
  isCircular: boolean,
  attach: Attach,
): RecordedSpan {
  const { traceId, spanId } = record;
  return {
    ...record,
    children,
    ...(isCircular ? { isCircular } : {}),
    async addScore(score) {
      for (const one of asList(score)) await attach.addScore({ ...one, traceId, spanId });
    },
    async addFeedback(feedback) {
      for (const one of asList(feedback)) await attach.addFeedback({ ...one, traceId, spanId });
    },
  };
}

function asList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
