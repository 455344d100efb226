import type { FeedbackEvent, ScoreEvent } from '@mastra/core/observability';
import type { AttributeBag } from './attribute-bag.ts';
import type { Occurrences } from './log-id.ts';
import type { ReceivedRecord } from './record.ts';

/**
 * The score or feedback that a log record is: the conventions' event `gen_ai.evaluation.result` with a score, or our own
 * exporter's `mastra.feedback`. `undefined` for every other record, which is a log.
 */
export function judgementOf(record: ReceivedRecord, occurrences: Occurrences): ScoreEvent | FeedbackEvent | undefined {
  switch (record.eventName) {
    case 'gen_ai.evaluation.result':
      return scoreOf(record, occurrences);
    case 'mastra.feedback':
      return feedbackOf(record, occurrences);
    default:
      return undefined;
  }
}

function scoreOf(record: ReceivedRecord, occurrences: Occurrences): ScoreEvent | undefined {
  const { bag, timestamp, traceId, spanId, correlation } = record;
  if (bag.peek('gen_ai.evaluation.name') === undefined) return undefined;
  const score = bag.number('gen_ai.evaluation.score.value');
  if (score === undefined) return undefined;
  const scorerId = bag.text('gen_ai.evaluation.name')!;
  const reason = bag.text('gen_ai.evaluation.explanation');
  return {
    type: 'score',
    score: {
      scoreId: idOf(record, bag.text('mastra.score.id'), [scorerId, score, reason], occurrences),
      timestamp,
      scorerId,
      scorerVersion: bag.text('mastra.scorer.version'),
      score,
      reason,
      traceId,
      spanId,
      scoreTraceId: bag.text('mastra.score.trace_id'),
      metadata: metadataOf(record),
      correlationContext: correlation,
    },
  };
}

function feedbackOf(record: ReceivedRecord, occurrences: Occurrences): FeedbackEvent | undefined {
  const { bag, timestamp, traceId, spanId, correlation } = record;
  const isWhole = ['mastra.feedback.type', 'mastra.feedback.source'].every(name => bag.peek(name) !== undefined);
  const value = isWhole ? valueOfFeedback(bag) : undefined;
  if (value === undefined) return undefined;
  const feedbackType = bag.text('mastra.feedback.type')!;
  const feedbackSource = bag.text('mastra.feedback.source')!;
  const comment = bag.text('mastra.feedback.comment');
  const feedbackUserId = bag.text('mastra.feedback.user_id');
  const content = [feedbackType, feedbackSource, value, comment, feedbackUserId];
  return {
    type: 'feedback',
    feedback: {
      feedbackId: idOf(record, bag.text('mastra.feedback.id'), content, occurrences),
      timestamp,
      feedbackType,
      feedbackSource,
      value,
      comment,
      feedbackUserId,
      messageId: bag.text('mastra.feedback.message_id'),
      traceId,
      spanId,
      metadata: metadataOf(record),
      correlationContext: correlation,
    },
  };
}

function valueOfFeedback(bag: AttributeBag): number | string | undefined {
  return bag.number('mastra.feedback.value') ?? bag.text('mastra.feedback.value');
}

/** Made of what it says, where the sender gave none: the same record sent again has the same id. */
function idOf(record: ReceivedRecord, own: string | undefined, content: readonly unknown[], occurrences: Occurrences) {
  return own ?? record.uid ?? occurrences.idOf([record.nanos, record.traceId, record.spanId, ...content]);
}

function metadataOf({ bag, metadata }: ReceivedRecord): Readonly<Record<string, unknown>> {
  return { ...metadata, ...bag.rest };
}
