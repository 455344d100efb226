import type { Mastra } from '@mastra/core';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { logsReport } from './logs.ts';
import { metricsReport } from './metrics.ts';
import { opinionsReport } from './opinions.ts';
import { traceReport } from './trace.ts';
import { tracesReport } from './traces.ts';

/** All that the store knows of a session, as text. Nothing here comes from the runs themselves. */
export async function sessionReport(mastra: Mastra, store: ObservabilityStorage, sessionId: string): Promise<string> {
  const { spans: traces } = await store.listTraces({
    filters: { sessionId },
    orderBy: { field: 'startedAt', direction: 'ASC' },
    pagination: { perPage: 100 },
  });
  const [first] = traces;
  if (!first) return `The store has no trace of the session ${sessionId}.`;
  const parts = await Promise.all([
    tracesReport(store, sessionId, traces),
    traceReport(mastra, first.traceId),
    logsReport(store, first),
    metricsReport(store, sessionId),
    opinionsReport(store, sessionId),
  ]);
  return parts.join('\n');
}
