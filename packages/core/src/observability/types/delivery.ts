export interface RetryOptions {
  /** @default 500 */
  readonly initialDelayMs?: number;
  /** @default 30_000 */
  readonly maxDelayMs?: number;
  /** How long an event is retried before it is dropped as `retry_expired`. @default 3_600_000 */
  readonly maxAgeMs?: number;
}

/** Where events are kept that have not been delivered, so that they outlive the process. Each exporter has its own share. */
export interface SpoolOptions {
  /** A directory, made where there is none; a relative one is below the working directory. */
  readonly dir: string;
  /** What an exporter may take up. As it fills, the least valuable events are turned away first. @default 1 GiB */
  readonly maxBytes?: number;
  /** How long an event is kept and tried again before it is dropped as `spool_expired`. @default 7 days */
  readonly maxAgeMs?: number;
}

/** How events wait for their destination. */
export interface DeliveryOptions {
  /** Events in a batch. @default 1000 */
  readonly maxBatchSize?: number;
  /** A batch is closed at this estimated size also when it has few events. @default 8 MiB */
  readonly maxBatchBytes?: number;
  /** How long an event waits for its batch to fill, in milliseconds. @default 1000 */
  readonly maxBatchWaitMs?: number;
  /** Events that an exporter holds in memory. @default as many as `maxQueueBytes` has room for, 256 bytes each */
  readonly maxQueueEvents?: number;
  /**
   * Estimated bytes of the events that an exporter holds in memory. An event that is larger by itself is dropped as
   * `too_large`.
   *
   * @default an eighth of the heap that the process may use (`v8.getHeapStatistics().heap_size_limit`)
   */
  readonly maxQueueBytes?: number;
  /** How long one attempt may take before it is aborted and counts as failed, in milliseconds. @default 30_000 */
  readonly attemptTimeoutMs?: number;
  readonly retry?: RetryOptions;
  /** @default 10_000 */
  readonly shutdownTimeoutMs?: number;
  /** Keeps on disk what is not delivered yet. @default none: what is in memory is lost with the process */
  readonly spool?: SpoolOptions;
}
