import type { ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import { UnattachedError } from '@mastra/observability/exporters';

/** What Phoenix annotates: one span, or a trace as a whole. */
export type AnnotationTarget = 'span' | 'trace';

/** A judgement as Phoenix takes it, and what it is about. */
export interface Annotation {
  readonly target: AnnotationTarget;
  readonly targetId: string;
  /** The body of the request has this. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Phoenix keeps this name for free text that it has another way in for, and leaves such annotations out. */
const RESERVED_NAME = 'note';

export function scoreAnnotation(score: ExportedScore): Annotation {
  const { scoreId, scorerId, scorerVersion, scoreTraceId, metadata, timestamp } = score;
  return annotation(score, {
    name: nameOf(scorerId),
    annotator_kind: 'CODE',
    result: { score: score.score, ...(score.reason && { explanation: score.reason }) },
    metadata: { ...metadata, scorerVersion, scoreTraceId, judgedAt: timestamp },
    // By name, target and this, so that what is sent twice is there once.
    identifier: scoreId,
  });
}

export function feedbackAnnotation(feedback: ExportedFeedback): Annotation {
  const { feedbackId, feedbackType, feedbackSource, feedbackUserId, messageId, value, comment, metadata } = feedback;
  return annotation(feedback, {
    name: nameOf(feedbackType),
    annotator_kind: feedbackSource === 'system' ? 'CODE' : 'HUMAN',
    result: {
      ...(typeof value === 'number' ? { score: value } : { label: value }),
      ...(comment && { explanation: comment }),
    },
    metadata: { ...metadata, feedbackSource, feedbackUserId, messageId, givenAt: feedback.timestamp },
    identifier: feedbackId,
  });
}

function annotation(
  { traceId, spanId }: { readonly traceId?: string; readonly spanId?: string },
  data: Annotation['data'],
): Annotation {
  if (spanId) return { target: 'span', targetId: spanId, data: { span_id: spanId, ...data } };
  if (traceId) return { target: 'trace', targetId: traceId, data: { trace_id: traceId, ...data } };
  throw new UnattachedError('the judgement belongs to no span and no trace', 'Phoenix', 'a traceId or a spanId');
}

const nameOf = (name: string): string => (name === RESERVED_NAME ? 'user_note' : name);
