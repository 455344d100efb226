import { DROP_REASONS, type DropReason, SIGNALS, type Signal, type SignalLedger } from '@mastra/core/observability';
import { type Item, isSpooled } from './item.ts';

function emptySignal(): SignalLedger {
  return {
    emitted: 0,
    delivered: 0,
    queued: 0,
    spooled: 0,
    quarantined: 0,
    sampledOut: 0,
    filtered: 0,
    dropped: Object.fromEntries(DROP_REASONS.map(reason => [reason, 0])) as Record<DropReason, number>,
  };
}

export type LedgerBook = Record<Signal, SignalLedger>;

/** Plain counters for the five signals. Whoever moves an event from one place to another changes two of them. */
export function createLedger(): LedgerBook {
  return Object.fromEntries(SIGNALS.map(signal => [signal, emptySignal()])) as LedgerBook;
}

export function copyLedger(book: LedgerBook): LedgerBook {
  return Object.fromEntries(
    SIGNALS.map(signal => [signal, { ...book[signal], dropped: { ...book[signal].dropped } }]),
  ) as LedgerBook;
}

/** Takes an item off the count of the place where it is. */
export function takeOff(ledger: SignalLedger, item: Item): void {
  if (isSpooled(item)) ledger.spooled -= item.weight;
  else ledger.queued -= item.weight;
}

/** `emitted` minus everything that is accounted for: 0 in a balanced ledger. */
export function imbalance(ledger: Readonly<SignalLedger>): number {
  const { emitted, delivered, queued, spooled, quarantined, sampledOut, filtered } = ledger;
  return emitted - delivered - queued - spooled - quarantined - sampledOut - filtered - droppedTotal(ledger);
}

export function droppedTotal(ledger: Readonly<SignalLedger>): number {
  let total = 0;
  for (const reason of DROP_REASONS) total += ledger.dropped[reason];
  return total;
}

/** Delivered, given up and held, over all signals. */
export function totals(book: Readonly<LedgerBook>): { delivered: number; failed: number; pending: number } {
  const sum = { delivered: 0, failed: 0, pending: 0 };
  for (const signal of SIGNALS) {
    const ledger = book[signal];
    sum.delivered += ledger.delivered;
    sum.failed += ledger.quarantined + droppedTotal(ledger);
    sum.pending += ledger.queued + ledger.spooled;
  }
  return sum;
}
