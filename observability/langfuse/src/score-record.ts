import type { LangfuseClient } from '@langfuse/client';
import type {
  CorrelationContext,
  ExportedFeedback,
  ExportedScore,
  FeedbackEvent,
  ScoreEvent,
} from '@mastra/core/observability';
import { environmentName } from './environment.ts';
import { feedbackValue } from './feedback-value.ts';

/** What Langfuse's API takes as a score. */
export type ScoreBody = Parameters<LangfuseClient['api']['scores']['create']>[0];

/** A score of Langfuse, and the event that it was made of. */
export interface ScoreRecord {
  readonly event: ScoreEvent | FeedbackEvent;
  readonly id: string;
  readonly timestamp: Date;
  /** `undefined` where there is nothing in Langfuse that the score could belong to. */
  readonly body: ScoreBody | undefined;
}

/** A score or a feedback as a score of Langfuse: on the observation, the trace or the session that it is about. */
export function scoreRecord(event: ScoreEvent | FeedbackEvent, environment: string | undefined): ScoreRecord {
  const { id, timestamp, of, body } = event.type === 'score' ? ofScore(event.score) : ofFeedback(event.feedback);
  const target = targetOf(of);
  const environmentOf = environment ?? environmentName(of.correlationContext?.environment);
  return { event, id, timestamp, body: target && { id, ...body, environment: environmentOf, ...target } };
}

type Judged = Pick<ExportedScore | ExportedFeedback, 'traceId' | 'spanId' | 'correlationContext'>;

interface Parts {
  readonly id: string;
  readonly timestamp: Date;
  readonly of: Judged;
  readonly body: Omit<ScoreBody, 'id'>;
}

function ofScore(score: ExportedScore): Parts {
  const { scoreId, timestamp, scorerId, scorerVersion, scoreTraceId, reason, metadata, correlationContext } = score;
  return {
    id: scoreId,
    timestamp,
    of: score,
    body: {
      name: scorerId,
      value: score.score,
      dataType: 'NUMERIC',
      comment: reason,
      metadata: known({ ...correlated(correlationContext), scorerVersion, scoreTraceId, ...metadata }),
    },
  };
}

function ofFeedback(feedback: ExportedFeedback): Parts {
  const { feedbackId, timestamp, feedbackType, feedbackSource, feedbackUserId, messageId } = feedback;
  const { value, comment, dataType } = feedbackValue(feedback);
  const from = { feedbackSource, feedbackUserId, messageId };
  return {
    id: feedbackId,
    timestamp,
    of: feedback,
    body: {
      name: feedbackType,
      value,
      dataType,
      comment,
      metadata: known({ ...correlated(feedback.correlationContext), ...from, ...feedback.metadata }),
    },
  };
}

/** Langfuse takes exactly one of trace and session, and an observation only together with its trace. */
function targetOf({ traceId, spanId, correlationContext }: Judged): Partial<ScoreBody> | undefined {
  if (traceId) return { traceId, observationId: spanId };
  const sessionId = correlationContext?.sessionId ?? correlationContext?.threadId;
  return sessionId ? { sessionId } : undefined;
}

function correlated(of: CorrelationContext | undefined): Record<string, unknown> {
  const { entityType, entityName, runId, threadId, userId, experimentId } = of ?? {};
  return { entityType, entityName, runId, threadId, userId, experimentId };
}

function known(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
