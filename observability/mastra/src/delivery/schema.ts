import { z } from 'zod';

const ms = z.number().min(0);
const count = z.number().int().min(1);

/** What a user may say about delivery, in the configuration and to an exporter. */
export const deliverySchema = z.strictObject({
  maxBatchSize: count.optional(),
  maxBatchBytes: count.optional(),
  maxBatchWaitMs: ms.optional(),
  maxQueueEvents: count.optional(),
  maxQueueBytes: count.optional(),
  attemptTimeoutMs: ms.optional(),
  retry: z
    .strictObject({ initialDelayMs: ms.optional(), maxDelayMs: ms.optional(), maxAgeMs: ms.optional() })
    .optional(),
  shutdownTimeoutMs: ms.optional(),
  spool: z.strictObject({ dir: z.string().min(1), maxBytes: count.optional(), maxAgeMs: ms.optional() }).optional(),
});
