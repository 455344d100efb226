import type { ExportedFeedback } from '@mastra/core/observability';
import { correlationFields, thumbScore } from '@mastra/observability/exporters';
import type { Places, TargetRow } from './places.ts';
import type { AuditSource, Row } from './row.ts';
import { commentId, derivedSpanId } from './row-ids.ts';

const SOURCES: readonly string[] = ['app', 'api', 'external'] satisfies AuditSource[];

/**
 * Feedback as Braintrust's `logFeedback` sends it: a score or an expected value is merged into the row that it is about,
 * with where it came from in the row's audit log; words become a comment on that row. Feedback about no trace is a row of
 * its own.
 */
export function feedbackRows(feedback: ExportedFeedback, places: Places): Row[] {
  const audit = {
    _audit_source: (SOURCES.includes(feedback.feedbackSource) ? feedback.feedbackSource : 'external') as AuditSource,
    _audit_metadata: auditMetadata(feedback),
  };
  const target = feedback.traceId === undefined ? ownRow(feedback) : places.ofTarget(feedback.traceId, feedback.spanId);
  const verdict = verdictOf(feedback);
  const text = commentOf(feedback, verdict);
  const rows: Row[] = [];
  if (verdict || feedback.traceId === undefined) {
    rows.push({
      id: target.id,
      ...target.place,
      ...(feedback.traceId === undefined && { span_attributes: { name: feedback.feedbackType, type: 'review' } }),
      ...verdict,
      ...audit,
      _is_merge: true,
    });
  }
  if (text !== undefined) {
    rows.push({
      id: commentId(feedback.feedbackId),
      created: feedback.timestamp.toISOString(),
      origin: { id: target.id },
      comment: { text },
      ...audit,
    });
  }
  return rows;
}

type Verdict = Pick<Row, 'scores' | 'expected'>;

function verdictOf({ feedbackType, value }: ExportedFeedback): Verdict | undefined {
  const score = typeof value === 'number' ? value : thumbScore(value);
  if (score !== undefined && score >= 0 && score <= 1) return { scores: { [feedbackType]: score } };
  return feedbackType === 'correction' ? { expected: value } : undefined;
}

function commentOf(
  { feedbackType, value, comment }: ExportedFeedback,
  verdict: Verdict | undefined,
): string | undefined {
  if (verdict) return comment;
  const said = feedbackType === 'comment' ? String(value) : `${feedbackType}: ${value}`;
  return comment === undefined ? said : `${said}\n\n${comment}`;
}

function auditMetadata(feedback: ExportedFeedback): Record<string, unknown> {
  const { feedbackUserId, messageId, correlationContext } = feedback;
  return {
    ...correlationFields(correlationContext),
    feedback_id: feedback.feedbackId,
    feedback_type: feedback.feedbackType,
    feedback_source: feedback.feedbackSource,
    value: feedback.value,
    ...(feedbackUserId !== undefined && { user_id: feedbackUserId }),
    ...(messageId !== undefined && { message_id: messageId }),
    ...feedback.metadata,
  };
}

function ownRow(feedback: ExportedFeedback): TargetRow {
  const spanId = derivedSpanId('feedback', feedback.feedbackId);
  return {
    id: `feedback:${feedback.feedbackId}`,
    spanId,
    place: { span_id: spanId, root_span_id: spanId, created: feedback.timestamp.toISOString() },
  };
}
