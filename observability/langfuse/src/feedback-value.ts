import type { ExportedFeedback } from '@mastra/core/observability';

/** A value of Langfuse's scores with its type. */
export interface FeedbackValue {
  readonly value: number | string;
  readonly dataType: 'NUMERIC' | 'BOOLEAN' | 'CATEGORICAL' | 'TEXT' | 'CORRECTION';
  readonly comment?: string;
}

/** The longest value of type `TEXT`. */
const MAX_TEXT = 500;
/** Words that long are no category any more. */
const MAX_CATEGORY = 100;

/**
 * Numbers are numeric; `'true'` and `'false'` boolean; a correction is the output as it should have been; a comment, and
 * whatever is too long to be a category, is text; other words are categories.
 */
export function feedbackValue(feedback: ExportedFeedback): FeedbackValue {
  const { value, comment, feedbackType, traceId } = feedback;
  if (typeof value === 'number') return { value, dataType: 'NUMERIC', comment };
  if (value === 'true' || value === 'false') return { value: value === 'true' ? 1 : 0, dataType: 'BOOLEAN', comment };
  if (feedbackType === 'correction' && traceId) return { value, dataType: 'CORRECTION', comment };
  if (feedbackType !== 'comment' && value.length <= MAX_CATEGORY) return { value, dataType: 'CATEGORICAL', comment };
  if (value.length <= MAX_TEXT) return { value, dataType: 'TEXT', comment };
  // Nothing is lost: the comment, which may be long, holds the whole.
  const whole = comment === undefined ? value : `${value}\n\n${comment}`;
  return { value: `${value.slice(0, MAX_TEXT - 1).toWellFormed()}…`, dataType: 'TEXT', comment: whole };
}
