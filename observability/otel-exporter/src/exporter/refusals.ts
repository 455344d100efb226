import {
  type ExporterHealth,
  type FlushCounts,
  SIGNALS,
  type Signal,
  type SignalLedger,
} from '@mastra/core/observability';

/**
 * Counts what a destination refused of batches that it took. Which records those were it does not say, and the protocol
 * forbids to send the batch again, so they are lost: the ledger shows them as dropped, not as delivered.
 */
export class Refusals {
  readonly #counts = new Map<Signal, number>();
  #total = 0;
  #told = 0;
  #lastMessage: string | undefined;

  /** Refusals since the beginning. */
  get total(): number {
    return this.#total;
  }

  add(signal: Signal, count: number, message: string): void {
    this.#counts.set(signal, (this.#counts.get(signal) ?? 0) + count);
    this.#total += count;
    this.#lastMessage = message;
  }

  /** The health as it would be, had the queue known. */
  correctHealth(health: ExporterHealth): ExporterHealth {
    if (this.#total === 0) return health;
    const signals = { ...health.signals };
    for (const signal of SIGNALS) signals[signal] = corrected(signals[signal], this.#counts.get(signal) ?? 0);
    const status = health.status === 'ok' ? 'degraded' : health.status;
    return { ...health, status, lastError: health.lastError ?? this.#lastMessage, signals };
  }

  /** The answer of a flush that began when there were `before` refusals. Each failure is told of once. */
  correctCounts(counts: FlushCounts, before: number): FlushCounts {
    const untold = this.#total - this.#told;
    this.#told = this.#total;
    return {
      ...counts,
      delivered: Math.max(0, counts.delivered - (this.#total - before)),
      failed: counts.failed + untold,
    };
  }
}

function corrected(ledger: Readonly<SignalLedger>, refused: number): Readonly<SignalLedger> {
  return {
    ...ledger,
    delivered: ledger.delivered - refused,
    dropped: { ...ledger.dropped, invalid: ledger.dropped.invalid + refused },
  };
}
