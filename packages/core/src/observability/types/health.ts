import type { Signal } from './bus.ts';

/** Every reason for which an accepted event may not arrive. The list is closed. */
export const DROP_REASONS = [
  /** The queue was full. */
  'queue_full',
  /** The event alone is larger than `maxQueueBytes`. */
  'too_large',
  /** The destination stayed unreachable for `retry.maxAgeMs`. */
  'retry_expired',
  /** `shutdown` reached its deadline with the event still queued. */
  'shutdown_timeout',
  /** Emitted after `shutdown`. */
  'after_shutdown',
  /** The destination cannot take this signal. */
  'unsupported',
  /** A signal processor threw; the event was not exported raw. */
  'processor_error',
  /** The event cannot be represented (no id, no finite value, …). */
  'invalid',
  /** The handler of an exporter without a delivery queue of its own threw or rejected. */
  'exporter_error',
  /** The spool had reached `spool.maxBytes`. */
  'spool_full',
  /** The event was in the spool for `spool.maxAgeMs`. */
  'spool_expired',
  /** The spool could not read back what it had written. */
  'spool_damaged',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

/**
 * Where all events of one signal are, for one exporter. At every moment
 * `emitted = delivered + queued + spooled + quarantined + sampledOut + filtered + sum(dropped)`.
 */
export interface SignalLedger {
  emitted: number;
  delivered: number;
  queued: number;
  spooled: number;
  quarantined: number;
  sampledOut: number;
  filtered: number;
  dropped: Record<DropReason, number>;
}

export type HealthStatus = 'ok' | 'degraded' | 'down';

/** The disk behind an exporter's queue. */
export interface SpoolHealth {
  readonly directory: string;
  /** Bytes that it takes up. */
  readonly bytes: number;
  /** Why it cannot be used now: events are in memory only. */
  readonly trouble?: string;
}

/** Events that were dropped lately. */
export interface LossHealth {
  /** When the first of them was dropped. */
  readonly since: Date;
  /** How many, for all reasons and signals. */
  readonly events: number;
  readonly reasons: Readonly<Partial<Record<DropReason, number>>>;
}

export interface ExporterHealth {
  /**
   * `degraded` when attempts fail, events are in quarantine, the spool cannot be used, or something was dropped in the last
   * five minutes; `down` when attempts fail and nothing has ever arrived.
   */
  readonly status: HealthStatus;
  /** The last failure, in words. */
  readonly lastError?: string;
  readonly lastDeliveredAt?: Date;
  /** What is being lost; absent when nothing was dropped in the last five minutes. */
  readonly loss?: LossHealth;
  /** Attempts that ignored their abort and were not waited for; absent when there were none. */
  readonly abandonedAttempts?: number;
  /** Where the exporter has a spool. */
  readonly spool?: SpoolHealth;
  readonly signals: Readonly<Record<Signal, Readonly<SignalLedger>>>;
}

export interface ObservabilityHealth {
  readonly status: HealthStatus;
  /** By exporter name; a second one of the same name gets a suffix. */
  readonly exporters: Readonly<Record<string, ExporterHealth>>;
}

export interface FlushCounts {
  /** Events that arrived since the call. */
  readonly delivered: number;
  /** Events given up, quarantined or dropped, since the last time that this was asked: each is told of once. */
  readonly failed: number;
  /** Events still held when the call ended. */
  readonly pending: number;
}

export interface FlushResult extends FlushCounts {
  readonly exporters: Readonly<Record<string, FlushCounts>>;
}

/** When `drained()` resolves. */
export interface DrainOptions {
  /** As soon as every queue holds less than so many bytes in memory, estimated. @default as soon as all queues are empty */
  readonly belowBytes?: number;
}

export interface FlushOptions {
  /** How long to wait for a destination that does not answer, in milliseconds. */
  readonly timeoutMs?: number;
}
