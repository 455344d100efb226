import { Mastra } from '@mastra/core';
import { DuckDBStore } from '@mastra/duckdb';
import { DefaultExporter } from '@mastra/observability';

/** The same file for every process: there is nothing else to configure. */
export function application(serviceName: string): { readonly mastra: Mastra; readonly storage: DuckDBStore } {
  const storage = new DuckDBStore({ path: 'shared.duckdb' });
  const exporter = new DefaultExporter({ retry: { initialDelayMs: 50, maxDelayMs: 500 } });
  const mastra = new Mastra({ storage, observability: { serviceName, exporters: [exporter] } });
  return { mastra, storage };
}

/** One piece of work, as a span with a log line. It is stored when this resolves. */
export async function work(mastra: Mastra, name: string, input: string): Promise<void> {
  const span = mastra.observability.getDefaultInstance()!.startSpan({ type: 'generic', name, input });
  mastra.logger.info(`${name} ${input}`);
  await new Promise(resolve => setTimeout(resolve, 20));
  span.end({ output: 'done' });
  await mastra.observability.flush();
}

/** What the store holds, by service. */
export async function totals(storage: DuckDBStore): Promise<string> {
  const store = await storage.getStore('observability');
  const counts: string[] = [];
  for (const serviceName of ['web', 'worker-1', 'worker-2']) {
    const filters = { serviceName };
    const traces = await store.listTraces({ filters, pagination: { perPage: 1 } });
    const logs = await store.listLogs({ filters, search: 'job', pagination: { perPage: 1 } });
    counts.push(`${serviceName}: ${traces.pagination.total} traces, ${logs.pagination.total} logs`);
  }
  return counts.join(' · ');
}
