import type { AnySpan, RunUsage } from '../observability/types/index.ts';

/** What a run used, once it and everything below it has ended. Where nothing observes, nothing is known of it. */
export function settledOf(span: AnySpan, name: string): () => Promise<RunUsage> {
  return async () => {
    const { account, traceId, id: spanId } = span;
    if (account) return account.settled();
    return { traceId, spanId, name, usage: {}, costUsd: null, unpriced: [], byModel: {}, runs: [] };
  };
}
