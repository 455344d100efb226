import { DROP_REASONS, type DropReason, SIGNALS, type Signal, type SignalLedger } from '@mastra/core/observability';

/** Where an event can be. `offered` is outside of the ledger: what comes from there is new. */
export type Place =
  | 'offered'
  | 'queued'
  | 'spooled'
  | 'delivered'
  | 'quarantined'
  | 'sampledOut'
  | 'filtered'
  | DropReason;

export type LedgerBook = Record<Signal, SignalLedger>;

const DROPS: ReadonlySet<string> = new Set(DROP_REASONS);

/** Whether an event that is there has been lost. */
export function isDrop(place: Place): place is DropReason {
  return DROPS.has(place);
}

/**
 * Where all events of one destination are. The only way to change it is to move events from one place to another, so it
 * balances at every moment.
 */
export class Ledger {
  readonly book: LedgerBook = createBook();

  move(signal: Signal, from: Place, to: Place, events: number): void {
    const ledger = this.book[signal];
    if (from === 'offered') ledger.emitted += events;
    else if (isDrop(from)) ledger.dropped[from] -= events;
    else ledger[from] -= events;
    if (to === 'offered') ledger.emitted -= events;
    else if (to === 'queued' || to === 'delivered' || !isDrop(to)) ledger[to] += events;
    else ledger.dropped[to] += events;
  }
}

function createSignal(): SignalLedger {
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

/** Plain counters for the five signals. */
export function createBook(): LedgerBook {
  return Object.fromEntries(SIGNALS.map(signal => [signal, createSignal()])) as LedgerBook;
}

export function copyBook(book: LedgerBook): LedgerBook {
  return Object.fromEntries(
    SIGNALS.map(signal => [signal, { ...book[signal], dropped: { ...book[signal].dropped } }]),
  ) as LedgerBook;
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
