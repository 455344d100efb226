import type { Item, Worth } from '../item.ts';
import { SignalQueue } from '../queue.ts';
import type { SpoolHost } from './host.ts';

const LONG_BYTES = 1024 * 1024;

/** Items that leave memory as soon as they are on the disk: what it takes up, and what of it is still to be written. */
export class Tail {
  readonly #waiting = new SignalQueue();
  readonly #host: SpoolHost;
  #events = 0;
  #bytes = 0;

  constructor(host: SpoolHost) {
    this.#host = host;
  }

  /** Whether it takes up so much memory that it is to be written at once. */
  get isLong(): boolean {
    const { maxQueueEvents, maxQueueBytes } = this.#host;
    return this.#events > maxQueueEvents / 8 || this.#bytes > Math.min(maxQueueBytes / 8, LONG_BYTES);
  }

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
