import { setImmediate as turn } from 'node:timers/promises';
import { type Item, Worth } from '../item.ts';
import { encodeEvent } from './codec.ts';
import type { SpoolDirectory } from './directory.ts';
import { encodeRecord } from './record.ts';
import type { Place } from './segment.ts';
import type { Slot } from './slot.ts';

/** So much is synced at once. */
const GROUP_BYTES = 4 * 1024 * 1024;
/** So much is encoded between two turns of the event loop: about a millisecond. */
const SLICE_BYTES = 256 * 1024;
const SLICE_RECORDS = 128;

/** The part of the disk's share that may be in use when an event of each worth is still written. */
const SHARE: Readonly<Record<Worth, number>> = {
  [Worth.LOW]: 0.7,
  [Worth.ORDINARY]: 0.85,
  [Worth.HIGH]: 0.95,
  [Worth.PROTECTED]: 1,
};

/** Above it something is turned away. */
export const LOWEST_SHARE = SHARE[Worth.LOW];

/** An item as it is written. */
export interface Entry {
  readonly item: Item;
  readonly slot: Slot;
  readonly line: Buffer;
  /** Whether it leaves memory once it is written. */
  readonly isTail: boolean;
}

/** Events that are written and synced together. */
export class EventGroup {
  readonly entries: Entry[] = [];
  readonly #usedBytes: number;
  readonly #maxBytes: number;
  #bytes = 0;
  #slice = 0;

  constructor(usedBytes: number, maxBytes: number) {
    this.#usedBytes = usedBytes;
    this.#maxBytes = maxBytes;
  }

  get isLarge(): boolean {
    return this.#bytes >= GROUP_BYTES;
  }

  /** Makes an item text, and lets the event loop turn now and then. Answers why it is not in the group. */
  async add(item: Item, isTail: boolean): Promise<'added' | 'no text' | 'no room'> {
    const slot = item.slot!;
    let line: Buffer;
    try {
      const { signal, weight } = item;
      line = encodeRecord({ signal, weight, at: slot.at, text: encodeEvent(item.event) });
    } catch {
      return 'no text';
    }
    if (this.#usedBytes + this.#bytes + line.length > this.#maxBytes * SHARE[item.worth]) return 'no room';
    this.#bytes += line.length;
    this.#slice += line.length;
    this.entries.push({ item, slot, line, isTail });
    if (this.#slice >= SLICE_BYTES || this.entries.length % SLICE_RECORDS === 0) {
      this.#slice = 0;
      await turn();
    }
    return 'added';
  }

  write(directory: SpoolDirectory): Promise<readonly Place[]> {
    return directory.append(
      'events',
      this.entries.map(entry => entry.line),
    );
  }
}
