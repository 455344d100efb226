import { type DateRange, MAX_PER_PAGE } from '../domains/observability/args/common.ts';
import type { ObservabilityStorage } from '../domains/observability/base.ts';
import type { CopyPlan } from './options.ts';

/** One page of a signal, oldest first. */
export interface CopyPage<R> {
  readonly records: readonly R[];
  /** Rows of the list that the records come from. */
  readonly listed: number;
  readonly next: string | null;
}

/** Which page is read. */
export interface CopyPageArgs {
  readonly range: DateRange;
  readonly after: string | undefined;
  readonly limit: number;
}

/** A batch that has been written. */
export interface CopiedBatch {
  readonly records: number;
  readonly listed: number;
  /** Records that `to` does not show after all. */
  readonly missing: number;
  readonly next: string | null;
}

/** Copies one signal. */
export interface Copier {
  copyBatch(plan: CopyPlan, after: string | null): Promise<CopiedBatch>;
  /** Rows of the list in the range. */
  total(store: ObservabilityStorage, range: DateRange): Promise<number>;
}

interface CopierParts<R> {
  /** @default MAX_PER_PAGE */
  readonly largestPage?: number;
  readonly read: (from: ObservabilityStorage, args: CopyPageArgs) => Promise<CopyPage<R>>;
  readonly write: (to: ObservabilityStorage, records: readonly R[]) => Promise<void>;
  /** How many of the records `to` does not show. */
  readonly missing?: (to: ObservabilityStorage, records: readonly R[]) => Promise<number>;
  readonly total: Copier['total'];
}

/** A copier that reads pages until they make a batch, and writes them at once. */
export function copier<R>({ largestPage = MAX_PER_PAGE, read, write, missing, total }: CopierParts<R>): Copier {
  return {
    total,
    async copyBatch({ from, to, range, batchSize }, start) {
      const limit = Math.min(largestPage, batchSize);
      const records: R[] = [];
      let listed = 0;
      let after = start;
      do {
        const page = await read(from, { range, after: after ?? undefined, limit });
        records.push(...page.records);
        listed += page.listed;
        after = page.next;
      } while (after !== null && records.length < batchSize);
      if (records.length > 0) await write(to, records);
      return { records: records.length, listed, missing: (await missing?.(to, records)) ?? 0, next: after };
    },
  };
}
