import type { ExportedScore } from '@mastra/core/observability';
import { correlationFields } from '@mastra/observability/exporters';
import type { Places } from './places.ts';
import type { Row } from './row.ts';
import { derivedSpanId } from './row-ids.ts';

/**
 * A score as a span of its own below the span that it judges, which is how Braintrust's own scorers are recorded: it has
 * room for the reason, it needs no row to be there before it, and two judges of one name do not overwrite each other.
 */
export function scoreRow(score: ExportedScore, places: Places): Row {
  const at = score.timestamp.getTime() / 1000;
  const spanId = derivedSpanId('score', score.scoreId);
  const parent = score.traceId && places.ofTarget(score.traceId, score.spanId).spanId;
  const isInRange = score.score >= 0 && score.score <= 1;
  return {
    id: `score:${score.scoreId}`,
    span_id: spanId,
    root_span_id: score.traceId ?? spanId,
    ...(parent && { span_parents: [parent] }),
    created: score.timestamp.toISOString(),
    _is_merge: true,
    span_attributes: { name: score.scorerId, type: 'score', purpose: 'scorer' },
    output: { score: score.score, ...(score.reason !== undefined && { reason: score.reason }) },
    // Braintrust refuses anything else, and metrics are added up, which scores must not be.
    ...(isInRange && { scores: { [score.scorerId]: score.score } }),
    metadata: {
      ...correlationFields(score.correlationContext),
      scorer_id: score.scorerId,
      ...(score.scorerVersion !== undefined && { scorer_version: score.scorerVersion }),
      ...(score.scoreTraceId !== undefined && { score_trace_id: score.scoreTraceId }),
      score: score.score,
      ...score.metadata,
    },
    metrics: { start: at, end: at },
  };
}
