import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import { Fifo } from './fifo.ts';
import type { Item } from './item.ts';

/** An event that its destination refused for what it is. */
export interface QuarantinedEvent {
  readonly signal: Signal;
  readonly event: ObservabilityEvent;
  readonly reason: string;
  readonly at: Date;
}

interface Entry extends QuarantinedEvent {
  readonly item: Item;
}

const MAX_ITEMS = 1000;
const MAX_BYTES = 16 * 1024 * 1024;

/** Holds refused events in memory, to be looked at and sent again. Bounded: past that the oldest is given up. */
export class Quarantine {
  readonly #entries = new Fifo<Entry>();
  readonly #all = new Set<Entry>();
  #bytes = 0;

  add(item: Item, reason: string, at: Date, giveUp: (item: Item) => void): void {
    const entry: Entry = { signal: item.signal, event: item.event, reason, at, item };
    this.#entries.push(entry);
    this.#all.add(entry);
    this.#bytes += item.bytes;
    while (this.#entries.length > MAX_ITEMS || (this.#bytes > MAX_BYTES && this.#entries.length > 1)) {
      giveUp(this.#take()!.item);
    }
  }

  list(): readonly QuarantinedEvent[] {
    return [...this.#all].map(({ signal, event, reason, at }) => ({ signal, event, reason, at }));
  }

  /** Takes everything out. */
  drain(): readonly { readonly signal: Signal; readonly item: Item }[] {
    const out: Entry[] = [];
    for (let entry = this.#take(); entry; entry = this.#take()) out.push(entry);
    return out;
  }

  #take(): Entry | undefined {
    const entry = this.#entries.shift();
    if (entry) {
      this.#all.delete(entry);
      this.#bytes -= entry.item.bytes;
    }
    return entry;
  }
}
