import { MastraError } from '@mastra/core/error';
import type { CorrelationContext, ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import { thumbScore } from '@mastra/observability/exporters';
import { correlationMetadata } from './metadata.ts';
import { feedbackId, runId } from './run-ids.ts';
import type { RunPlaces } from './run-places.ts';

type Values = Readonly<Record<string, unknown>>;

/** A feedback as LangSmith takes it: what it calls scores, too. */
export interface Feedback {
  readonly id: string;
  readonly run_id: string;
  readonly trace_id: string;
  readonly key: string;
  readonly score?: number;
  readonly value?: string;
  readonly comment?: string;
  readonly correction?: Values;
  readonly feedback_source: { readonly type: 'api' | 'model'; readonly metadata: Values };
  readonly created_at: string;
  readonly modified_at: string;
}

export function feedbackOfScore(score: ExportedScore, places: RunPlaces): Feedback {
  return {
    ...frame('score', score.scoreId, score, places),
    key: score.scorerId,
    score: rounded(score.score),
    ...(score.reason !== undefined && { comment: score.reason }),
    feedback_source: {
      type: 'model',
      metadata: {
        ...correlationMetadata(score.correlationContext),
        ...(score.scorerVersion !== undefined && { scorer_version: score.scorerVersion }),
        ...score.metadata,
        // How LangSmith links a feedback with the run of the judge.
        ...(score.scoreTraceId !== undefined && { __run: { run_id: runId(score.scoreTraceId) } }),
      },
    },
  };
}

export function feedbackOfFeedback(feedback: ExportedFeedback, places: RunPlaces): Feedback {
  const { feedbackType, feedbackSource, feedbackUserId, messageId, comment } = feedback;
  return {
    ...frame('feedback', feedback.feedbackId, feedback, places),
    key: feedbackType,
    ...said(feedback),
    ...(comment !== undefined && { comment }),
    feedback_source: {
      type: feedbackSource === 'model' ? 'model' : 'api',
      metadata: {
        ...correlationMetadata(feedback.correlationContext),
        feedback_source: feedbackSource,
        ...(feedbackUserId !== undefined && { user_id: feedbackUserId }),
        ...(messageId !== undefined && { message_id: messageId }),
        ...feedback.metadata,
      },
    },
  };
}

/** Numbers are scores, words are values, and a thumb is both. */
function said({ feedbackType, value }: ExportedFeedback): Pick<Feedback, 'score' | 'value' | 'comment' | 'correction'> {
  if (typeof value === 'number') return { score: rounded(value) };
  if (feedbackType === 'correction') return { correction: { output: value } };
  if (feedbackType === 'comment') return { comment: value };
  const score = thumbScore(value);
  return score === undefined ? { value } : { score, value };
}

/** LangSmith keeps four decimals; the vendor's SDK rounds before it sends. */
const rounded = (score: number): number => Number(score.toFixed(4));

interface Judgement {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly timestamp: Date;
  readonly correlationContext?: CorrelationContext;
}

function frame(kind: 'score' | 'feedback', id: string, { traceId, spanId, timestamp }: Judgement, places: RunPlaces) {
  if (traceId === undefined) {
    throw new MastraError({
      code: 'LANGSMITH_FEEDBACK_WITHOUT_TRACE',
      domain: 'EXPORTER',
      message: `LangSmith keeps a ${kind} only with the trace that it is about, and this one names none. Give it a traceId, or a runId or threadId that the application's store knows.`,
    });
  }
  const target = places.ofTarget(traceId, spanId);
  const at = timestamp.toISOString();
  return {
    id: feedbackId(kind, id),
    run_id: target.id,
    trace_id: target.traceId,
    created_at: at,
    modified_at: at,
  };
}
