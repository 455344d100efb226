import type { SpanRecord } from '../storage/domains/observability/records/span.ts';
import type { FeedbackInput, ObservabilityEntrypoint, ScoreInput } from './types/index.ts';

/** Where scores and feedback on what was recorded go. */
export type Attach = Pick<ObservabilityEntrypoint, 'addScore' | 'addFeedback'>;

/** A span as it was stored, with its place in the tree. */
export interface RecordedSpan extends SpanRecord {
  /** By start, then by span id. */
  readonly children: readonly RecordedSpan[];
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
  /** All spans, in the order in which they began. */
  readonly spans: readonly RecordedSpan[];
  readonly #byId: ReadonlyMap<string, RecordedSpan>;
  readonly #attach: Attach;

  private constructor(traceId: string, spans: readonly RecordedSpan[], attach: Attach) {
    this.traceId = traceId;
    this.spans = spans;
    this.#attach = attach;
    this.#byId = new Map(spans.map(span => [span.spanId, span]));
    const isRoot = ({ parentSpanId }: RecordedSpan) => parentSpanId === undefined || !this.#byId.has(parentSpanId);
    this.rootSpan = (spans.find(span => span.parentSpanId === undefined) ??
      spans.find(isRoot) ??
      spans[0]) as RecordedSpan;
  }

  /** Makes the tree of a trace from its records, which must be in order; `null` where there are none. */
  static fromRecords(traceId: string, records: readonly SpanRecord[], attach: Attach): Trace | null {
    if (records.length === 0) return null;
    const children = new Map(records.map(record => [record.spanId, [] as RecordedSpan[]]));
    const spans = records.map(record => recordedSpan(record, children.get(record.spanId) ?? [], attach));
    for (const span of spans) if (span.parentSpanId !== undefined) children.get(span.parentSpanId)?.push(span);
    return new Trace(traceId, spans, attach);
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

function recordedSpan(record: SpanRecord, children: readonly RecordedSpan[], attach: Attach): RecordedSpan {
  const { traceId, spanId } = record;
  return {
    ...record,
    children,
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
