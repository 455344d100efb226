import type { FlushCounts } from '@mastra/core/observability';
import { type LedgerBook, totals } from './ledger.ts';

/** Counts for those who flush: deliveries from a call on, failures from where the last call stopped, each told once. */
export class FlushCounter {
  readonly #ledger: Readonly<LedgerBook>;
  #failedReported = 0;

  constructor(ledger: Readonly<LedgerBook>) {
    this.#ledger = ledger;
  }

  /** Answers the function that counts what came after this call. */
  begin(): () => FlushCounts {
    const { delivered } = totals(this.#ledger);
    const failed = this.#failedReported;
    return () => {
      const now = totals(this.#ledger);
      this.#failedReported = now.failed;
      return { delivered: now.delivered - delivered, failed: now.failed - failed, pending: now.pending };
    };
  }
}
