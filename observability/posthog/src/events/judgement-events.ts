import type { ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import { eventUuid } from '../uuid.ts';
import { correlationProperties, personOf, withMetadata } from './person.ts';
import type { EventContext, PosthogEvent } from './posthog-event.ts';

/** Types of feedback whose value is words rather than one of a few choices. */
const WORDS = new Set(['comment', 'correction']);

export function scoreEvent(score: ExportedScore, context: EventContext): PosthogEvent {
  const { correlationContext, traceId, spanId, reason, scorerVersion, scoreTraceId } = score;
  const person = personOf(correlationContext?.userId, traceId ?? score.scoreId);
  const properties = {
    $ai_metric_name: score.scorerId,
    // Text, as in PostHog's own libraries; the number is beside it.
    $ai_metric_value: String(score.score),
    ...place(traceId, spanId),
    ...correlationProperties(correlationContext, context.organizationGroup),
    score: score.score,
    score_id: score.scoreId,
    ...(reason !== undefined && { reason }),
    ...(scorerVersion !== undefined && { scorer_version: scorerVersion }),
    ...(scoreTraceId !== undefined && { score_trace_id: scoreTraceId }),
    ...person.properties,
  };
  return {
    event: '$ai_metric',
    distinct_id: person.distinctId,
    uuid: eventUuid('score', score.scoreId),
    timestamp: score.timestamp.toISOString(),
    properties: withMetadata(properties, score.metadata),
  };
}

/** A value is a metric of the trace, words are feedback on it; a rating with a comment is both. */
export function feedbackEvents(given: ExportedFeedback, context: EventContext): readonly PosthogEvent[] {
  const { correlationContext, traceId, spanId, feedbackType, feedbackSource, value, comment, messageId } = given;
  const person = personOf(given.feedbackUserId ?? correlationContext?.userId, traceId ?? given.feedbackId);
  const isWords = typeof value === 'string' && WORDS.has(feedbackType);
  const words = [...(isWords ? [value] : []), ...(comment === undefined ? [] : [comment])].join('\n');
  const event = (name: string, own: Readonly<Record<string, unknown>>): PosthogEvent => ({
    event: name,
    distinct_id: person.distinctId,
    uuid: eventUuid('feedback', name, given.feedbackId),
    timestamp: given.timestamp.toISOString(),
    properties: withMetadata(
      {
        ...own,
        ...place(traceId, spanId),
        ...correlationProperties(correlationContext, context.organizationGroup),
        feedback_id: given.feedbackId,
        feedback_type: feedbackType,
        feedback_source: feedbackSource,
        ...(messageId !== undefined && { message_id: messageId }),
        ...person.properties,
      },
      given.metadata,
    ),
  });
  return [
    ...(isWords
      ? []
      : [
          event('$ai_metric', {
            $ai_metric_name: feedbackType,
            $ai_metric_value: String(value),
            ...(typeof value === 'number' && { score: value }),
          }),
        ]),
    ...(words ? [event('$ai_feedback', { $ai_feedback_text: words })] : []),
  ];
}

function place(traceId: string | undefined, spanId: string | undefined): Record<string, unknown> {
  return { ...(traceId && { $ai_trace_id: traceId }), ...(spanId && { $ai_parent_id: spanId }) };
}
