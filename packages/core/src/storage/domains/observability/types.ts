/**
 * How a store takes spans. `realtime`: each event at once. `batch-with-updates`: batches, a span may be written while
 * it runs and again when it has ended. `insert-only`: batches, each span once, when it has ended.
 */
export type TracingStorageStrategy = 'realtime' | 'batch-with-updates' | 'insert-only';

/** How a store takes the other signals. */
export type LogsStorageStrategy = 'realtime' | 'batch';
export type MetricsStorageStrategy = 'realtime' | 'batch';
export type ScoresStorageStrategy = 'realtime' | 'batch';
export type FeedbackStorageStrategy = 'realtime' | 'batch';

/** `null`: the signal is not supported. */
export type StrategyHint<T> = { readonly preferred: T; readonly supported: readonly T[] } | null;
