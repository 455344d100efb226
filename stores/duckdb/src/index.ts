export { ObservabilityDuckDB } from './storage/domains/observability/index.ts';
export { DuckDBStore } from './storage/index.ts';
export type { DuckDBStoreOptions } from './storage/options.ts';
