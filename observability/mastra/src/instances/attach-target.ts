import { type AttachTarget, CORRELATION_TEXT_FIELDS, type CorrelationContext } from '@mastra/core/observability';
import type { MastraStorage, ObservabilityStorage } from '@mastra/core/storage';
import { withTimeout } from '../delivery/timeout.ts';
import type { FoundTarget } from './recent-traces.ts';

/** A store that takes longer keeps no score waiting: it is recorded with the ids that were given. */
const MAX_LOOKUP_MS = 2000;

/**
 * Finds in the store what a score or feedback is attached to: the span where one is named, else the trace by its id, else
 * the latest trace of a run or a thread. Nothing is refused because the store does not know the trace, is down, or takes
 * too long: the ids that were given are kept.
 */
export async function findStoredTarget(target: AttachTarget, storage: MastraStorage | undefined): Promise<FoundTarget> {
  const found =
    storage &&
    (await withTimeout(
      lookUp(target, storage).catch(() => undefined),
      MAX_LOOKUP_MS,
    ));
  const { traceId, spanId, runId, threadId } = target;
  const given = Object.fromEntries(Object.entries({ runId, threadId }).filter(([, value]) => value !== undefined));
  if (typeof found !== 'object') return { traceId, spanId, correlation: given };
  return { ...found, correlation: { ...found.correlation, ...given } };
}

async function lookUp(target: AttachTarget, storage: MastraStorage): Promise<FoundTarget | undefined> {
  const store = await storage.getStore('observability');
  const { traceId, spanId, runId, threadId } = target;
  if (!store || !(traceId ?? runId ?? threadId)) return undefined;
  const filters = traceId ? { traceId } : runId ? { runId } : { threadId };
  const { spans } = await store.listTraces({ filters, pagination: { page: 0, perPage: 1 } });
  const [root] = spans;
  if (!root) return undefined;
  const span = spanId === undefined ? undefined : await spanOf(store, root.traceId, spanId);
  return { traceId: root.traceId, spanId, correlation: correlationOf(span ?? root) };
}

async function spanOf(store: ObservabilityStorage, traceId: string, spanId: string) {
  const found = await store.getSpan({ traceId, spanId });
  return found?.span;
}

type Correlated = { readonly tags?: readonly string[] | null } & {
  readonly [K in (typeof CORRELATION_TEXT_FIELDS)[number]]?: string | null;
};

function correlationOf(span: Correlated): CorrelationContext {
  const correlation: Record<string, unknown> = { ...(span.tags && { tags: span.tags }) };
  for (const field of CORRELATION_TEXT_FIELDS) if (span[field]) correlation[field] = span[field];
  return correlation;
}
