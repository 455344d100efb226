import { Fifo } from './fifo.ts';
import { type Item, WORTHS, type Worth } from './item.ts';

/**
 * The events of one signal that are ready to go, in order of arrival, with the least valuable within reach. One lane
 * for each worth; taking merges the lanes by sequence number.
 */
export class SignalQueue {
  readonly #lanes = WORTHS.map(() => new Fifo<Item>());
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: Item): void {
    this.#lanes[item.worth]!.push(item);
    this.#length++;
  }

  /** The oldest item, whatever its worth. */
  peek(): Item | undefined {
    return this.#oldestLane()?.peek();
  }

  shift(): Item | undefined {
    const item = this.#oldestLane()?.shift();
    if (item) this.#length--;
    return item;
  }

  /** Takes out the oldest item of this worth, for good. */
  evict(worth: Worth): Item | undefined {
    const item = this.#lanes[worth]!.shift();
    if (item) this.#length--;
    return item;
  }

  /** Takes out everything that passes a test, oldest first. */
  takeAll(test: (item: Item) => boolean): readonly Item[] {
    const taken: Item[] = [];
    const kept: Item[] = [];
    for (let item = this.shift(); item; item = this.shift()) (test(item) ? taken : kept).push(item);
    for (const item of kept) this.push(item);
    return taken;
  }

  #oldestLane(): Fifo<Item> | undefined {
    let oldest: Fifo<Item> | undefined;
    let seq = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) {
      const head = lane.peek();
      if (head && head.seq < seq) {
        seq = head.seq;
        oldest = lane;
      }
    }
    return oldest;
  }
}
