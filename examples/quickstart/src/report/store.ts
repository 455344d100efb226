import type { ObservabilityStorage } from '@mastra/core/storage';
import { grouped, heading, paint } from '@mastra/example-kit';

/** Where a store keeps what it is given. */
export interface Place {
  readonly name: string;
  /** A command or a statement that asks it something. */
  readonly query: string;
}

/** What the store holds by now, and a question to ask it. */
export async function storeReport(store: ObservabilityStorage, place: Place): Promise<string> {
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
    `  ${place.name} holds ${holds.join(', ')}. Try:`,
    `  ${paint('cyan', place.query)}`,
  ].join('\n');
}

function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}
