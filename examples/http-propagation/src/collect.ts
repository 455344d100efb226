import type { ObservabilityStorage } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';

/**
 * Copies what another process has stored of a trace into this store. Where all processes write to one server, such as
 * ClickHouse, there is nothing to collect.
 */
export async function collect(into: ObservabilityStorage, service: string, traceId: string): Promise<void> {
  const other = new DuckDBStore({ path: `${service}.duckdb` });
  try {
    const from = await other.getStore('observability');
    const [trace, { logs }] = await Promise.all([
      from.getTrace({ traceId }),
      from.listLogs({ filters: { traceId }, pagination: { perPage: 100 } }),
    ]);
    await into.batchCreateSpans({ records: [...(trace?.spans ?? [])] });
    await into.batchCreateLogs({ logs: [...logs] });
  } finally {
    await other.close();
  }
}
