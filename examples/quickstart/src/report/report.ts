import type { Mastra } from '@mastra/core';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { logsReport } from './logs.ts';
import { metricsReport } from './metrics.ts';
import { opinionsReport } from './opinions.ts';
import { sessionReport } from './session.ts';
import { traceReport } from './trace.ts';

/** All that the store knows of a session, as text. Nothing here comes from the runs themselves. */
export async function sessionAsText(mastra: Mastra, store: ObservabilityStorage, sessionId: string): Promise<string> {
  const { spans: traces } = await store.listTraces({
    filters: { sessionId },
    orderBy: { field: 'startedAt', direction: 'ASC' },
    pagination: { perPage: 100 },
  });
  const first = traces[0];
  const parts = [
    await sessionReport(store, sessionId, traces),
    first ? await traceReport(mastra, first.traceId) : '',
    first ? await logsReport(store, first) : '',
    await metricsReport(store, sessionId),
    await opinionsReport(store, sessionId),
  ];
  return parts.filter(part => part !== '').join('\n');
}
