import type { Item, Worth } from '../item.ts';
import { SignalQueue } from '../queue.ts';

/** Items that leave memory as soon as they are on the disk: what it takes up, and what of it is still to be written. */
export class Tail {
  readonly #waiting = new SignalQueue();
  #events = 0;
  #bytes = 0;

  /** Events of the ledger, those that are being written included. */
  get events(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  push(item: Item): void {
    this.#events += item.weight;
    this.#bytes += item.bytes;
    this.#waiting.push(item);
  }

  /** The next one to be written; it counts until `settled`. */
  next(): Item | undefined {
    return this.#waiting.shift();
  }

  settled(item: Item): void {
    this.#events -= item.weight;
    this.#bytes -= item.bytes;
  }

  /** Takes an item out for good. */
  shift(): Item | undefined {
    const item = this.#waiting.shift();
    if (item) this.settled(item);
    return item;
  }

  evict(worth: Worth): Item | undefined {
    const item = this.#waiting.evict(worth);
    if (item) this.settled(item);
    return item;
  }
}
