import { z } from 'zod';
import { SIGNALS, type Signal } from '../../../../observability/types/bus.ts';
import { MAX_LIMIT, tenantShape } from './common.ts';

/** Changes of a page where the caller does not say. */
export const DEFAULT_CHANGES = 100;

export const listChangesArgsSchema = z.strictObject({
  /**
   * The `next` of the answer before; or a date, to begin with what has a time from then on. Without it everything that
   * the store holds comes first.
   */
  since: z.union([z.date(), z.string().min(1)]).optional(),
  /** @default all of them */
  signals: z.array(z.enum(SIGNALS)).min(1).readonly().optional(),
  /** @default 100 */
  limit: z.number().int().min(1).max(MAX_LIMIT).optional(),
  ...tenantShape,
});

export type ListChangesArgs = z.input<typeof listChangesArgsSchema>;

/** A record that was written, or a span that was written again: updated or ended. */
export interface Change {
  readonly signal: Signal;
  /** The record's id; of a span its span id. */
  readonly id: string;
  readonly traceId?: string;
  /** The record's own time: of an ended span its end, of a running one its start, else the timestamp. */
  readonly at: Date;
}

export interface ChangesResult {
  /** In the order in which they were written. */
  readonly changes: readonly Change[];
  /** Give it as `since` for what comes later; also where there were no changes. */
  readonly next: string;
}
