import { type AttachTarget, CORRELATION_TEXT_FIELDS, type CorrelationContext } from '@mastra/core/observability';
import type { MastraStorage } from '@mastra/core/storage';

/** What a late judgement hangs on, with the correlation of the trace where the store knows it. */
export interface FoundTarget {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly correlation: CorrelationContext;
}

/**
 * Finds the trace that is meant: by its id, or as the latest one of a run or a thread. A judgement is never refused
 * because the store does not know the trace (yet): it keeps the ids that it was given.
 */
export async function findTarget(target: AttachTarget, storage: MastraStorage | undefined): Promise<FoundTarget> {
  const { traceId, spanId, runId, threadId } = target;
  const given = Object.fromEntries(Object.entries({ runId, threadId }).filter(([, value]) => value !== undefined));
  const store = await storage?.getStore('observability').catch(() => undefined);
  if (!store || !(traceId ?? runId ?? threadId)) return { traceId, spanId, correlation: given };
  const filters = traceId ? { traceId } : runId ? { runId } : { threadId };
  const found = await store.listTraces({ filters, pagination: { page: 0, perPage: 1 } }).catch(() => undefined);
  const root = found?.spans[0];
  if (!root) return { traceId, spanId, correlation: given };
  const correlation: Record<string, unknown> = { tags: root.tags };
  for (const field of CORRELATION_TEXT_FIELDS) correlation[field] = root[field];
  return { traceId: root.traceId, spanId, correlation: { ...correlation, ...given } };
}
