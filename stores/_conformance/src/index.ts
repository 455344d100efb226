export { contentsOf, fillRandomly, randomEvents } from './contents.ts';
export {
  type ComparedStore,
  type DifferentialOptions,
  differential,
  differentialOptions,
} from './differential/index.ts';
export { GENERAL_QUESTIONS } from './differential/questions.ts';
export { type ConformanceStoreOptions, KEEP_ALL, type StoreFactory } from './harness.ts';
export { describeObservabilityStorage } from './suite/index.ts';
