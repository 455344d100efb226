import type {
  CorrelationContext,
  ExportedFeedback,
  ExportedScore,
  FeedbackInput,
  ScoreInput,
} from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import type { Capture } from './capture.ts';
import { newEventId } from './ids.ts';

/** What a judgement is about: a span, or a trace. */
interface Target {
  readonly traceId?: string;
  readonly id?: string;
  readonly spanId?: string;
}

/** Why a score cannot be recorded, in words; `undefined` where it can. */
export function scoreTrouble(score: ScoreInput): string | undefined {
  if (typeof score?.scorerId !== 'string' || score.scorerId === '') return 'its scorerId is not a text';
  if (!Number.isFinite(score.score))
    return `the score of '${score.scorerId}' is ${String(score.score)}, not a finite number`;
  return undefined;
}

/** Why feedback cannot be recorded, in words; `undefined` where it can. */
export function feedbackTrouble(feedback: FeedbackInput): string | undefined {
  if (typeof feedback?.feedbackType !== 'string' || feedback.feedbackType === '')
    return 'its feedbackType is not a text';
  if (typeof feedback.feedbackSource !== 'string' || feedback.feedbackSource === '')
    return 'its feedbackSource is not a text';
  if (typeof feedback.value !== 'string' && !Number.isFinite(feedback.value)) {
    return `the value of '${feedback.feedbackType}' is neither a text nor a finite number`;
  }
  return undefined;
}

export function exportedScore(
  score: ScoreInput,
  target: Target,
  correlation: CorrelationContext,
  capture: Capture,
  clock: Clock,
): ExportedScore {
  return {
    scoreId: score.scoreId ?? newEventId(),
    timestamp: new Date(clock.now()),
    scorerId: capture.name(score.scorerId),
    scorerVersion: score.scorerVersion,
    score: score.score,
    reason: score.reason === undefined ? undefined : capture.text(String(score.reason)),
    traceId: target.traceId,
    spanId: target.spanId ?? target.id,
    scoreTraceId: score.scoreTraceId,
    metadata: score.metadata && capture.record(score.metadata),
    correlationContext: score.experimentId ? { ...correlation, experimentId: score.experimentId } : correlation,
  };
}

export function exportedFeedback(
  feedback: FeedbackInput,
  target: Target,
  correlation: CorrelationContext,
  capture: Capture,
  clock: Clock,
): ExportedFeedback {
  return {
    feedbackId: feedback.feedbackId ?? newEventId(),
    timestamp: new Date(clock.now()),
    feedbackType: capture.name(feedback.feedbackType),
    feedbackSource: capture.name(feedback.feedbackSource),
    value: typeof feedback.value === 'string' ? capture.text(feedback.value) : feedback.value,
    comment: feedback.comment === undefined ? undefined : capture.text(String(feedback.comment)),
    feedbackUserId: feedback.feedbackUserId,
    messageId: feedback.messageId,
    traceId: target.traceId,
    spanId: target.spanId ?? target.id,
    metadata: feedback.metadata && capture.record(feedback.metadata),
    correlationContext: feedback.experimentId ? { ...correlation, experimentId: feedback.experimentId } : correlation,
  };
}
