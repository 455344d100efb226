import { resolve } from 'node:path';
import type { DeliveryOptions } from '@mastra/core/observability';

/** The options of a spool with every default in place. */
export interface ResolvedSpool {
  /** Absolute. */
  readonly dir: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  /** How long an event waits to be synced together with others. No user's choice. */
  readonly groupWaitMs: number;
}

/** Delivery options with every default in place. */
export interface ResolvedDelivery {
  readonly maxBatchSize: number;
  readonly maxBatchBytes: number;
  readonly maxBatchWaitMs: number;
  readonly maxQueueEvents: number;
  readonly maxQueueBytes: number;
  readonly attemptTimeoutMs: number;
  readonly retry: { readonly initialDelayMs: number; readonly maxDelayMs: number; readonly maxAgeMs: number };
  readonly shutdownTimeoutMs: number;
  /** `undefined`: what is in memory is all there is. */
  readonly spool: ResolvedSpool | undefined;
}

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** The one place of delivery defaults. The first options that name a value win. */
export function resolveDelivery(...given: readonly (DeliveryOptions | undefined)[]): ResolvedDelivery {
  const first = <K extends keyof DeliveryOptions>(key: K) => given.find(options => options?.[key] !== undefined)?.[key];
  const retry = first('retry');
  const spool = first('spool');
  return Object.freeze({
    maxBatchSize: first('maxBatchSize') ?? 1000,
    maxBatchBytes: first('maxBatchBytes') ?? 8 * MIB,
    maxBatchWaitMs: first('maxBatchWaitMs') ?? 1000,
    maxQueueEvents: first('maxQueueEvents') ?? 100_000,
    maxQueueBytes: first('maxQueueBytes') ?? 64 * MIB,
    attemptTimeoutMs: first('attemptTimeoutMs') ?? 30_000,
    retry: Object.freeze({
      initialDelayMs: retry?.initialDelayMs ?? 500,
      maxDelayMs: retry?.maxDelayMs ?? 30_000,
      maxAgeMs: retry?.maxAgeMs ?? 3_600_000,
    }),
    shutdownTimeoutMs: first('shutdownTimeoutMs') ?? 10_000,
    spool:
      spool &&
      Object.freeze({
        dir: resolve(spool.dir),
        maxBytes: spool.maxBytes ?? 1024 * MIB,
        maxAgeMs: spool.maxAgeMs ?? 7 * DAY_MS,
        groupWaitMs: 100,
      }),
  });
}
