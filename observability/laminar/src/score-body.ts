import type { ExportedScore } from '@mastra/core/observability';
import { spanUuid, traceUuid } from './uuid.ts';

/** What Laminar takes as a score. */
export interface ScoreBody {
  readonly name: string;
  readonly score: number;
  readonly source: 'Code';
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of the span; where there is none, the score is of the top span of the trace. */
  readonly spanId?: string;
  readonly traceId?: string;
}

/** A score as Laminar takes it; `undefined` where it belongs to no span and no trace. */
export function scoreBody(score: ExportedScore): ScoreBody | undefined {
  const { scoreId, scorerId, scorerVersion, reason, scoreTraceId, traceId, spanId, timestamp } = score;
  const target = spanId ? { spanId: spanUuid(spanId) } : traceId && { traceId: traceUuid(traceId) };
  if (!target) return undefined;
  const facts = { scoreId, scoredAt: timestamp.toISOString(), reason, scorerVersion, scoreTraceId };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return {
    name: scorerId,
    score: score.score,
    source: 'Code',
    metadata: { ...Object.fromEntries(known), ...score.metadata },
    ...target,
  };
}
