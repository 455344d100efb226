import type { DeliveryOptions } from '@mastra/core/observability';

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
}

const MIB = 1024 * 1024;

/** The one place of delivery defaults. The first options that name a value win. */
export function resolveDelivery(...given: readonly (DeliveryOptions | undefined)[]): ResolvedDelivery {
  const first = <K extends keyof DeliveryOptions>(key: K) => given.find(options => options?.[key] !== undefined)?.[key];
  const retry = first('retry');
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
  });
}
