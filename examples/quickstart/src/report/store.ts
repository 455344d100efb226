import { relative } from 'node:path';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { grouped, heading, paint } from '@mastra/example-kit';

const SQL =
  'SELECT name, count(*) AS spans, round(avg(epoch_ms(ended_at) - epoch_ms(started_at))) AS avg_ms ' +
  'FROM mastra_ai_spans GROUP BY name ORDER BY avg_ms DESC';

/** What the file holds by now, and a question to ask it. */
export async function storeReport(store: ObservabilityStorage, file: string): Promise<string> {
  const one = { pagination: { perPage: 1 } };
  const [traces, sessions, logs, metrics] = await Promise.all([
    store.listTraces(one),
    store.listSessions(one),
    store.listLogs(one),
    store.listMetrics(one),
  ]);
  const holds = [
    `${grouped(traces.pagination.total)} traces in ${grouped(sessions.pagination.total)} sessions`,
    `${grouped(logs.pagination.total)} logs`,
    `${grouped(metrics.pagination.total)} measurements`,
  ];
  return [
    heading('Store', 'every run adds to it'),
    `  ${file} holds ${holds.join(', ')}. Try:`,
    `  ${paint('cyan', `duckdb ${relative('.', file)} "${SQL}"`)}`,
  ].join('\n');
}
