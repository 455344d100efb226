import type {
  CorrelationContext,
  DiagnosticLogger,
  ExportedFeedback,
  ExportedScore,
  FeedbackInput,
  ObservabilityEvent,
  ScoreInput,
} from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import type { CardinalityGuard } from '../metrics/cardinality.ts';
import type { BuiltInMetric } from '../metrics/catalogue.ts';
import type { Capture } from '../spans/capture.ts';
import { newEventId } from '../spans/ids.ts';

/** What a judgement is about: a span, or a trace. */
export interface JudgementTarget {
  readonly traceId?: string;
  readonly spanId?: string;
}

/** What judgements need of the pipeline that they go to. */
export interface JudgementRuntime {
  readonly clock: Clock;
  readonly capture: Capture;
  readonly guard: CardinalityGuard;
  readonly logger: Pick<DiagnosticLogger, 'warn'>;
  /** Whether `mastra_scores_total` and `mastra_feedback_total` are derived. */
  readonly countTotals: boolean;
  emit(event: ObservabilityEvent): void;
  /** Counts a judgement that cannot be recorded. */
  refuse(signal: 'score' | 'feedback'): void;
}

/** Records scores and feedback, and counts them. What is none is refused with one warning. */
export class Judgements {
  readonly #runtime: JudgementRuntime;
  readonly #warned = new Set<string>();

  constructor(runtime: JudgementRuntime) {
    this.#runtime = runtime;
  }

  addScore(input: ScoreInput, target: JudgementTarget, correlation: CorrelationContext): void {
    this.#guard('score', () => this.#addScore(input, target, correlation));
  }

  addFeedback(input: FeedbackInput, target: JudgementTarget, correlation: CorrelationContext): void {
    this.#guard('feedback', () => this.#addFeedback(input, target, correlation));
  }

  #addScore(input: ScoreInput, target: JudgementTarget, correlation: CorrelationContext): void {
    if (!this.#isSound('score', scoreTrouble(input))) return;
    const { capture, clock, emit } = this.#runtime;
    const named = (value: string | undefined) => (value ? capture.name(value) : undefined);
    const score: ExportedScore = {
      scoreId: named(input.scoreId) ?? newEventId(),
      timestamp: new Date(clock.now()),
      scorerId: capture.name(input.scorerId),
      scorerVersion: named(input.scorerVersion),
      score: input.score,
      reason: input.reason === undefined ? undefined : capture.text(String(input.reason)),
      traceId: target.traceId,
      spanId: target.spanId,
      scoreTraceId: named(input.scoreTraceId),
      metadata: input.metadata && capture.record(input.metadata, 'metadata'),
      correlationContext: withExperiment(correlation, named(input.experimentId)),
    };
    capture.takeBytes();
    emit({ type: 'score', score });
    this.#count('mastra_scores_total', score.scoreId, score, { scorer: score.scorerId });
  }

  #addFeedback(input: FeedbackInput, target: JudgementTarget, correlation: CorrelationContext): void {
    if (!this.#isSound('feedback', feedbackTrouble(input))) return;
    const { capture, clock, emit } = this.#runtime;
    const named = (value: string | undefined) => (value ? capture.name(value) : undefined);
    const feedback: ExportedFeedback = {
      feedbackId: named(input.feedbackId) ?? newEventId(),
      timestamp: new Date(clock.now()),
      feedbackType: capture.name(input.feedbackType),
      feedbackSource: capture.name(input.feedbackSource),
      value: typeof input.value === 'string' ? capture.text(input.value) : input.value,
      comment: input.comment === undefined ? undefined : capture.text(String(input.comment)),
      feedbackUserId: named(input.feedbackUserId),
      messageId: named(input.messageId),
      traceId: target.traceId,
      spanId: target.spanId,
      metadata: input.metadata && capture.record(input.metadata, 'metadata'),
      correlationContext: withExperiment(correlation, named(input.experimentId)),
    };
    capture.takeBytes();
    emit({ type: 'feedback', feedback });
    this.#count('mastra_feedback_total', feedback.feedbackId, feedback, {
      feedback_type: feedback.feedbackType,
      source: feedback.feedbackSource,
    });
  }

  /** Getters and proxies of the caller may throw when they are read. */
  #guard(signal: 'score' | 'feedback', record: () => void): void {
    try {
      record();
    } catch {
      this.#runtime.capture.takeBytes();
      this.#isSound(signal, 'one of its fields throws when it is read');
    }
  }

  /** Says what is wrong once for each kind of trouble. */
  #isSound(signal: 'score' | 'feedback', trouble: string | undefined): boolean {
    if (trouble === undefined) return true;
    this.#runtime.refuse(signal);
    if (!this.#warned.has(trouble) && this.#warned.size < 1000) {
      this.#warned.add(trouble);
      this.#runtime.logger.warn(`[observability] a ${signal} is left out: ${trouble}.`);
    }
    return false;
  }

  /** The measurement has its id from the judgement, so that a repeated one counts once. */
  #count(name: BuiltInMetric, id: string, of: ExportedScore | ExportedFeedback, own: Record<string, string>): void {
    const { countTotals, guard, emit } = this.#runtime;
    if (!countTotals) return;
    const { timestamp, traceId, spanId, correlationContext } = of;
    const { entityType, experimentId } = correlationContext ?? {};
    const labels = guard.labels(name, {
      ...own,
      ...(entityType && { entity_type: entityType }),
      ...(experimentId && { experiment: experimentId }),
    });
    emit({
      type: 'metric',
      metric: {
        metricId: `${id}:total`,
        timestamp,
        name,
        metricType: 'counter',
        value: 1,
        labels,
        traceId,
        spanId,
        correlationContext,
      },
    });
  }
}

function withExperiment(correlation: CorrelationContext, experimentId: string | undefined): CorrelationContext {
  return experimentId ? { ...correlation, experimentId } : correlation;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function scoreTrouble(score: ScoreInput): string | undefined {
  if (!isText(score?.scorerId)) return 'its scorerId is not a text';
  if (Number.isFinite(score.score)) return undefined;
  return `the score of '${score.scorerId}' is ${String(score.score)}, not a finite number`;
}

function feedbackTrouble(feedback: FeedbackInput): string | undefined {
  if (!isText(feedback?.feedbackType)) return 'its feedbackType is not a text';
  if (!isText(feedback.feedbackSource)) return 'its feedbackSource is not a text';
  if (typeof feedback.value === 'string' || Number.isFinite(feedback.value)) return undefined;
  return `the value of '${feedback.feedbackType}' is neither a text nor a finite number`;
}
