import type { ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import { GEN_AI_EVALUATION_RESULT, GenAi } from '../conventions/gen-ai.ts';
import { Otel } from '../conventions/general.ts';
import { MASTRA_FEEDBACK, MastraAttribute } from '../conventions/mastra.ts';
import { correlationAttributes } from '../spans/correlation.ts';
import { metadataAttributes } from '../spans/own-attributes.ts';
import type { LogDescription } from './log-record.ts';

const INFO = { severityNumber: 9, severityText: 'INFO' } as const;

/**
 * A score is the conventions' event `gen_ai.evaluation.result` in the context of the span that was judged. It has a body
 * too, because many backends show a log by its body and an event without one as an empty line.
 */
export function describeScore(score: ExportedScore): LogDescription {
  return {
    ...INFO,
    timestamp: score.timestamp,
    eventName: GEN_AI_EVALUATION_RESULT,
    body: `${score.scorerId}: ${score.score}`,
    traceId: score.traceId,
    spanId: score.spanId,
    attributes: {
      ...metadataAttributes(score.metadata),
      ...correlationAttributes(score.correlationContext),
      [GenAi.EVALUATION_NAME]: score.scorerId,
      [GenAi.EVALUATION_SCORE_VALUE]: score.score,
      [GenAi.EVALUATION_EXPLANATION]: score.reason,
      [MastraAttribute.SCORE_ID]: score.scoreId,
      [MastraAttribute.SCORER_VERSION]: score.scorerVersion,
      [MastraAttribute.SCORE_TRACE_ID]: score.scoreTraceId,
      [Otel.LOG_RECORD_UID]: score.scoreId,
    },
  };
}

/** The conventions have no word for feedback: it is the event `mastra.feedback`, built like that of a score. */
export function describeFeedback(feedback: ExportedFeedback): LogDescription {
  return {
    ...INFO,
    timestamp: feedback.timestamp,
    eventName: MASTRA_FEEDBACK,
    body: `${feedback.feedbackType}: ${feedback.value}`,
    traceId: feedback.traceId,
    spanId: feedback.spanId,
    attributes: {
      ...metadataAttributes(feedback.metadata),
      ...correlationAttributes(feedback.correlationContext),
      [MastraAttribute.FEEDBACK_ID]: feedback.feedbackId,
      [MastraAttribute.FEEDBACK_TYPE]: feedback.feedbackType,
      [MastraAttribute.FEEDBACK_SOURCE]: feedback.feedbackSource,
      [MastraAttribute.FEEDBACK_VALUE]: feedback.value,
      [MastraAttribute.FEEDBACK_COMMENT]: feedback.comment,
      [MastraAttribute.FEEDBACK_USER_ID]: feedback.feedbackUserId,
      [MastraAttribute.FEEDBACK_MESSAGE_ID]: feedback.messageId,
      [Otel.LOG_RECORD_UID]: feedback.feedbackId,
    },
  };
}
