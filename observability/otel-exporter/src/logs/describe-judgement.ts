import type { ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import { GEN_AI_EVALUATION_RESULT, GenAi } from '../conventions/gen-ai.ts';
import { Otel } from '../conventions/general.ts';
import { MASTRA_FEEDBACK, MastraAttribute } from '../conventions/mastra.ts';
import { AttributeBuilder } from '../otlp/attribute-builder.ts';
import { putCorrelation } from '../spans/correlation.ts';
import { putMetadata } from '../spans/own-attributes.ts';
import type { LogDescription } from './log-record.ts';

const INFO = { severityNumber: 9, severityText: 'INFO' } as const;

/**
 * A score is the conventions' event `gen_ai.evaluation.result` in the context of the span that was judged. It has a body
 * too, because many backends show a log by its body and an event without one as an empty line.
 */
export function describeScore(score: ExportedScore): LogDescription {
  const to = new AttributeBuilder();
  putMetadata(to, score.metadata);
  putCorrelation(to, score.correlationContext);
  to.put(GenAi.EVALUATION_NAME, score.scorerId);
  to.put(GenAi.EVALUATION_SCORE_VALUE, score.score);
  to.put(GenAi.EVALUATION_EXPLANATION, score.reason);
  to.put(MastraAttribute.SCORE_ID, score.scoreId);
  to.put(MastraAttribute.SCORER_VERSION, score.scorerVersion);
  to.put(MastraAttribute.SCORE_TRACE_ID, score.scoreTraceId);
  to.put(Otel.LOG_RECORD_UID, score.scoreId);
  return {
    ...INFO,
    timestamp: score.timestamp,
    eventName: GEN_AI_EVALUATION_RESULT,
    body: `${score.scorerId}: ${score.score}`,
    traceId: score.traceId,
    spanId: score.spanId,
    attributes: to.build(),
  };
}

/** The conventions have no word for feedback: it is the event `mastra.feedback`, built like that of a score. */
export function describeFeedback(feedback: ExportedFeedback): LogDescription {
  const to = new AttributeBuilder();
  putMetadata(to, feedback.metadata);
  putCorrelation(to, feedback.correlationContext);
  to.put(MastraAttribute.FEEDBACK_ID, feedback.feedbackId);
  to.put(MastraAttribute.FEEDBACK_TYPE, feedback.feedbackType);
  to.put(MastraAttribute.FEEDBACK_SOURCE, feedback.feedbackSource);
  to.put(MastraAttribute.FEEDBACK_VALUE, feedback.value);
  to.put(MastraAttribute.FEEDBACK_COMMENT, feedback.comment);
  to.put(MastraAttribute.FEEDBACK_USER_ID, feedback.feedbackUserId);
  to.put(MastraAttribute.FEEDBACK_MESSAGE_ID, feedback.messageId);
  to.put(Otel.LOG_RECORD_UID, feedback.feedbackId);
  return {
    ...INFO,
    timestamp: feedback.timestamp,
    eventName: MASTRA_FEEDBACK,
    body: `${feedback.feedbackType}: ${feedback.value}`,
    traceId: feedback.traceId,
    spanId: feedback.spanId,
    attributes: to.build(),
  };
}
