export { ObservabilityClickhouse } from './storage/domains/observability/index.ts';
export { ClickhouseStore } from './storage/index.ts';
export type { ClickhouseStoreOptions } from './storage/options.ts';
