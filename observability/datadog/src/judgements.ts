import type { ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import { UnattachedError } from '@mastra/observability/exporters';
import { decimalId } from './ids.ts';
import type { Evaluation, EvaluationTarget, EvalValue, Feedback, FeedbackTarget } from './protocol.ts';
import { TRACE_TAG } from './spans/span.ts';
import { correlationTags, tag } from './tags.ts';

/** Types of feedback whose value is words rather than one of a few choices. */
const WORDS = new Set(['comment', 'correction']);
const MAX_LABEL = 200;

export interface JudgementContext {
  readonly mlApp: string;
  readonly env: string | undefined;
  readonly tags: readonly string[];
}

/** @throws UnattachedError for a score that belongs to no span, trace or session. */
export function evaluation(score: ExportedScore, context: JudgementContext): Evaluation {
  const { metadata, correlationContext } = score;
  return {
    event_kind: 'evaluation',
    ...evaluationTarget(score),
    ml_app: context.mlApp,
    timestamp_ms: score.timestamp.getTime(),
    label: labelOf(score.scorerId),
    metric_type: 'score',
    score_value: score.score,
    ...(score.reason !== undefined && { reasoning: score.reason }),
    tags: [
      ...shared(context, correlationContext, metadata),
      tag('score_id', score.scoreId),
      tag('scorer_id', score.scorerId),
      ...(score.scorerVersion ? [tag('scorer_version', score.scorerVersion)] : []),
      ...(score.scoreTraceId ? [tag('score_trace_id', score.scoreTraceId)] : []),
    ],
  };
}

export function feedback(given: ExportedFeedback, context: JudgementContext): Feedback {
  const { metadata, correlationContext } = given;
  const assessment = given.value === 'up' ? 'pass' : given.value === 'down' ? 'fail' : undefined;
  return {
    event_kind: 'feedback',
    ...feedbackTarget(given),
    ml_app: context.mlApp,
    timestamp_ms: given.timestamp.getTime(),
    label: labelOf(given.feedbackType),
    ...evalValue(given),
    ...(assessment && { assessment }),
    ...(given.comment !== undefined && { reasoning: given.comment }),
    submitter: {
      id: given.feedbackUserId ?? correlationContext?.userId ?? given.feedbackSource,
      type: given.feedbackSource,
    },
    tags: [
      ...shared(context, correlationContext, metadata),
      tag('feedback_id', given.feedbackId),
      tag('feedback_type', given.feedbackType),
      ...(given.messageId ? [tag('message_id', given.messageId)] : []),
    ],
  };
}

function evaluationTarget({ scoreId, traceId, spanId, correlationContext }: ExportedScore): EvaluationTarget {
  if (traceId && spanId) {
    return { eval_scope: 'span', join_on: { span: { span_id: decimalId(spanId), trace_id: traceId } } };
  }
  // The id of the root is not known here; its tag is.
  if (traceId) return { eval_scope: 'trace', join_on: { tag: { key: TRACE_TAG, value: traceId } } };
  const sessionId = correlationContext?.sessionId ?? correlationContext?.threadId;
  if (sessionId) return { eval_scope: 'session', session_id: sessionId };
  const what = `the score ${scoreId} belongs to no trace and no session`;
  throw new UnattachedError(what, 'Datadog', 'a traceId, or a sessionId or threadId');
}

function feedbackTarget({
  feedbackId,
  traceId,
  spanId,
  messageId,
  correlationContext,
}: ExportedFeedback): FeedbackTarget {
  if (spanId) return { span_id: decimalId(spanId) };
  if (traceId) return { trace_id: traceId };
  const sessionId = correlationContext?.sessionId ?? correlationContext?.threadId;
  if (sessionId) return { session_id: sessionId };
  return { feedback_join_key: messageId ?? feedbackId };
}

function evalValue({ feedbackType, value }: ExportedFeedback): EvalValue {
  if (typeof value === 'number') return { metric_type: 'score', score_value: value };
  return WORDS.has(feedbackType)
    ? { metric_type: 'text', text_value: value }
    : { metric_type: 'categorical', categorical_value: value };
}

function shared(
  context: JudgementContext,
  correlation: ExportedScore['correlationContext'],
  metadata: ExportedScore['metadata'],
): string[] {
  const env = context.env ?? correlation?.environment;
  return [
    ...context.tags,
    ...(env ? [tag('env', env)] : []),
    ...correlationTags(correlation),
    ...Object.entries(metadata ?? {}).map(([key, value]) =>
      tag(key, typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))),
    ),
  ];
}

/** A label begins with a letter and has ASCII letters, digits and underscores only, at most 200 of them. */
function labelOf(name: string): string {
  const label = name.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, MAX_LABEL);
  return /^[A-Za-z]/.test(label) ? label : `m_${label}`.slice(0, MAX_LABEL);
}
