import { resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { DeliveryOptions } from '@mastra/core/observability';
import { FRAME_BYTES } from './size.ts';

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

/** A burst that this part of the heap can hold is not lost. */
const HEAP_SHARE = 8;
const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** The one place of delivery defaults. The first options that name a value win. */
export function resolveDelivery(...given: readonly (DeliveryOptions | undefined)[]): ResolvedDelivery {
  const first = <K extends keyof DeliveryOptions>(key: K) => given.find(options => options?.[key] !== undefined)?.[key];
  const retry = first('retry');
  const spool = first('spool');
  const maxQueueBytes = first('maxQueueBytes') ?? Math.floor(getHeapStatistics().heap_size_limit / HEAP_SHARE);
  return Object.freeze({
    maxBatchSize: first('maxBatchSize') ?? 1000,
    maxBatchBytes: first('maxBatchBytes') ?? 8 * MIB,
    maxBatchWaitMs: first('maxBatchWaitMs') ?? 1000,
    // No event takes up less than its frame: what limits is the bytes.
    maxQueueEvents: first('maxQueueEvents') ?? Math.max(1, Math.floor(maxQueueBytes / FRAME_BYTES)),
    maxQueueBytes,
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
