import type { CorrelationContext, ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import type { Event } from '@sentry/core';
import type { Origin } from './context.ts';
import { seconds, stableEventId } from './ids.ts';
import type { Measurement } from './metric.ts';

/** Scores in Sentry: it has no notion of its own for them, and a distribution can be charted and leads to the trace. */
export const SCORE_METRIC = 'mastra.score';
/** Feedback that can be counted or averaged. */
export const FEEDBACK_METRIC = 'mastra.feedback';

/** Sentry's limit. */
const MAX_MESSAGE = 4096;

export function scoreMeasurement(score: ExportedScore): Measurement {
  return {
    timestamp: score.timestamp,
    name: SCORE_METRIC,
    type: 'histogram',
    value: score.score,
    traceId: score.traceId,
    spanId: score.spanId,
    context: score.correlationContext,
    attributes: {
      'score.scorer_id': score.scorerId,
      'score.scorer_version': score.scorerVersion,
      'score.id': score.scoreId,
      'score.reason': score.reason,
      'score.trace_id': score.scoreTraceId,
    },
  };
}

/** A number is a value to average; a word (`up`) is a case to count. */
export function feedbackMeasurement(feedback: ExportedFeedback): Measurement {
  const { value } = feedback;
  return {
    timestamp: feedback.timestamp,
    name: FEEDBACK_METRIC,
    type: typeof value === 'number' ? 'histogram' : 'counter',
    value: typeof value === 'number' ? value : 1,
    traceId: feedback.traceId,
    spanId: feedback.spanId,
    context: feedback.correlationContext,
    attributes: {
      'feedback.type': feedback.feedbackType,
      'feedback.source': feedback.feedbackSource,
      'feedback.value': typeof value === 'string' ? value : undefined,
      'feedback.id': feedback.feedbackId,
      'feedback.message_id': feedback.messageId,
    },
  };
}

/** What somebody wrote, for Sentry's User Feedback. `undefined` where nothing was written. */
export function toFeedbackEvent(feedback: ExportedFeedback, origin: Origin): Event | undefined {
  const { comment, correlationContext: context, traceId, spanId } = feedback;
  const message = comment?.trim();
  if (!message) return undefined;
  const user = feedback.feedbackUserId ?? context?.userId;
  return {
    event_id: stableEventId('feedback', feedback.feedbackId),
    type: 'feedback',
    timestamp: seconds(feedback.timestamp),
    platform: 'node',
    level: 'info',
    release: origin.release,
    environment: origin.environmentOf(context),
    sdk: origin.sdk,
    contexts: {
      feedback: { message: message.slice(0, MAX_MESSAGE), source: feedback.feedbackSource },
      ...(traceId !== undefined && {
        trace: { trace_id: traceId, span_id: spanId ?? stableEventId('span', traceId).slice(16) },
      }),
    },
    tags: tagsOf(feedback, context),
    ...(user !== undefined && { user: { id: user } }),
  };
}

function tagsOf(feedback: ExportedFeedback, context: CorrelationContext | undefined): Record<string, string> {
  const tags = {
    'feedback.type': feedback.feedbackType,
    'feedback.value': String(feedback.value),
    'mastra.entity_name': context?.entityName,
    'mastra.run_id': context?.runId,
    'mastra.session_id': context?.sessionId,
    'mastra.thread_id': context?.threadId,
    'mastra.message_id': feedback.messageId,
  };
  const entries = Object.entries(tags).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(entries.map(([key, value]) => [key, value.slice(0, 200)]));
}
