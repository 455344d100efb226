import { Mastra, type MastraConfig } from '@mastra/core';
import { DuckDBStore } from '@mastra/duckdb';
import { DefaultExporter } from '@mastra/observability';

/** The application of one process, with a store of its own: a DuckDB file belongs to one process at a time. */
export function createApplication(serviceName: string, parts: Pick<MastraConfig, 'agents' | 'workflows'>) {
  const storage = new DuckDBStore({ path: `${serviceName}.duckdb` });
  return new Mastra({ ...parts, storage, observability: { serviceName, exporters: [new DefaultExporter()] } });
}
