import { relative } from 'node:path';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { grouped, heading, paint } from '@mastra/example-kit';

const SQL =
  'SELECT name, count(*) AS spans, avg(epoch_ms(ended_at) - epoch_ms(started_at)) AS ms ' +
  'FROM mastra_ai_spans GROUP BY name ORDER BY ms DESC';

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
    counted(traces.pagination.total, 'trace'),
    counted(sessions.pagination.total, 'session'),
    counted(logs.pagination.total, 'log'),
    counted(metrics.pagination.total, 'measurement'),
  ];
  return [
    heading('Store', 'every run adds to it'),
    `  ${file} holds ${holds.join(', ')}. Try:`,
    `  ${paint('cyan', `duckdb ${relative('.', file)} "${SQL}"`)}`,
  ].join('\n');
}

function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}
