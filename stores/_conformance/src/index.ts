export { contentsOf, fillRandomly } from './contents.ts';
export { type ComparedStore, type DifferentialOptions, differential } from './differential/index.ts';
export { type ConformanceStoreOptions, KEEP_ALL, type StoreFactory } from './harness.ts';
export { describeObservabilityStorage } from './suite/index.ts';
