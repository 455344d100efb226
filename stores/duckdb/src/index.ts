export { ObservabilityDuckDB } from './storage/domains/observability/index.ts';
export type {
  ExportParquetArgs,
  ExportParquetResult,
  ImportParquetArgs,
  ImportParquetResult,
} from './storage/domains/observability/parquet.ts';
export { DuckDBStore } from './storage/index.ts';
export type { DuckDBStoreOptions } from './storage/options.ts';
export { DuckDBObservability } from './storage/sharing/storage.ts';
