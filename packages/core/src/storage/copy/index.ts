export { type CopyResult, copyObservability } from './copy.ts';
export type { CopyObservabilityOptions, CopyProgress } from './options.ts';
