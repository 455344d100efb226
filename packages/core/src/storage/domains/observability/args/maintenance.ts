import { z } from 'zod';
import { SIGNALS, type Signal } from '../../../../observability/types/bus.ts';
import { MAX_MILLISECONDS, tenantShape } from './common.ts';

const idsSchema = z.array(z.string().min(1)).readonly();

const policy = z.strictObject({ olderThanMs: z.number().min(0).max(MAX_MILLISECONDS) });

export const pruneArgsSchema = z.strictObject({
  /** Without it, the store's own retention. A signal that is not named is kept. */
  policies: z
    .strictObject(
      Object.fromEntries(SIGNALS.map(s => [s, policy.optional()])) as Record<Signal, z.ZodOptional<typeof policy>>,
    )
    .optional(),
  /** Count, and delete nothing. @default false */
  dryRun: z.boolean().optional(),
});

export type PruneArgs = z.input<typeof pruneArgsSchema>;

export interface PruneResult {
  readonly results: readonly { readonly signal: Signal; readonly rows: number }[];
}

export const deleteTracesArgsSchema = z.strictObject({
  traceIds: idsSchema,
  /** Traces of another organization are left alone. */
  ...tenantShape,
});

export type DeleteTracesArgs = z.input<typeof deleteTracesArgsSchema>;

export const deleteScoresArgsSchema = z.strictObject({
  scoreIds: idsSchema,
  ...tenantShape,
});
export const deleteFeedbackArgsSchema = z.strictObject({
  feedbackIds: idsSchema,
  ...tenantShape,
});

export type DeleteScoresArgs = z.input<typeof deleteScoresArgsSchema>;
export type DeleteFeedbackArgs = z.input<typeof deleteFeedbackArgsSchema>;

/** Days that each signal is kept; `false` keeps for ever. */
export interface RetentionOptions {
  /** @default 30 */
  readonly tracing?: number | false;
  /** @default 30 */
  readonly log?: number | false;
  /** @default 90 */
  readonly metric?: number | false;
  /** @default false */
  readonly score?: number | false;
  /** @default false */
  readonly feedback?: number | false;
}

export interface StorageStats {
  /** Rows by signal. */
  readonly rows: Readonly<Record<Signal, number>>;
  /** Bytes on disk; `null` where the store keeps everything in memory. */
  readonly bytes: number | null;
}
