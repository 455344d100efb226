import type { ObservabilityStorage } from '@mastra/core/storage';
import { randomData } from './differential/data.ts';
import { randomOf } from './differential/random.ts';

/** Writes random records of all signals: odd texts, equal times, running and failed spans, several roots. */
export async function fillRandomly(
  storage: ObservabilityStorage,
  options: { readonly seed: number; readonly size: number /** @default true */; readonly running?: boolean },
): Promise<void> {
  const data = randomData(randomOf(options.seed), { size: options.size, running: options.running ?? true });
  await storage.batchCreateSpans({ records: data.spans });
  await storage.batchCreateLogs({ logs: data.logs });
  await storage.batchCreateMetrics({ metrics: data.metrics });
  await storage.batchCreateScores({ scores: data.scores });
  await storage.batchCreateFeedback({ feedbacks: data.feedback });
}

/** All records of a store, spans with their payloads, in an order that does not depend on how they came. */
export async function contentsOf(storage: ObservabilityStorage) {
  const pagesOf = async <T>(
    list: (args: { readonly pagination: { readonly page: number; readonly perPage: number } }) => Promise<{
      readonly rows: readonly T[];
      readonly hasMore: boolean;
    }>,
  ): Promise<T[]> => {
    const found: T[] = [];
    for (let page = 0; ; page++) {
      const { rows, hasMore } = await list({ pagination: { page, perPage: 100 } });
      found.push(...rows);
      if (!hasMore) return found;
    }
  };
  const listed = await pagesOf(async args => {
    const { spans, pagination } = await storage.listTraces(args);
    return { rows: spans, hasMore: pagination.hasMore };
  });
  const traceIds = [...new Set(listed.map(span => span.traceId))].sort();
  return {
    listed,
    traces: await Promise.all(traceIds.map(traceId => storage.getTrace({ traceId }))),
    logs: await pagesOf(async args => {
      const { logs, pagination } = await storage.listLogs(args);
      return { rows: logs, hasMore: pagination.hasMore };
    }),
    metrics: await pagesOf(async args => {
      const { metrics, pagination } = await storage.listMetrics(args);
      return { rows: metrics, hasMore: pagination.hasMore };
    }),
    scores: await pagesOf(async args => {
      const { scores, pagination } = await storage.listScores(args);
      return { rows: scores, hasMore: pagination.hasMore };
    }),
    feedback: await pagesOf(async args => {
      const { feedback, pagination } = await storage.listFeedback(args);
      return { rows: feedback, hasMore: pagination.hasMore };
    }),
  };
}
