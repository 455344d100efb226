import type { Item } from '../item.ts';
import { encodeEvent } from './codec.ts';
import type { SpoolDirectory } from './directory.ts';
import { encodeRecord } from './record.ts';
import { settleSlot } from './slot.ts';

interface Refusal {
  readonly reason: string;
  readonly at: Date;
}

/** Items that their destination refused and that are still to be written to the file of those. */
export class Refusals {
  readonly #waiting = new Map<Item, Refusal>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(item: Item, reason: string, at: Date): void {
    this.#waiting.set(item, { reason, at });
  }

  delete(item: Item): void {
    this.#waiting.delete(item);
  }

  /** Writes and syncs all of them. Answers whether there were any. */
  async write(directory: SpoolDirectory): Promise<boolean> {
    const entries = [...this.#waiting].flatMap(([item, why]) => {
      const line = lineOf(item, why);
      return line ? [{ item, slot: item.slot!, why, line }] : [];
    });
    this.#waiting.clear();
    if (entries.length === 0) return false;
    try {
      const places = await directory.append(
        'quarantine',
        entries.map(entry => entry.line),
      );
      entries.forEach(({ slot }, i) => {
        settleSlot(slot, places[i]!);
      });
    } catch (error) {
      for (const { item, slot, why } of entries) if (!slot.isGone) this.#waiting.set(item, why);
      throw error;
    }
    return true;
  }
}

/** `undefined` for what cannot be text: it stays where it was, and is refused again by the next process. */
function lineOf({ signal, weight, slot, event }: Item, why: Refusal): Buffer | undefined {
  try {
    const text = JSON.stringify({ ...why, event: encodeEvent(event) });
    return encodeRecord({ signal, weight, at: slot!.at, text });
  } catch {
    return undefined;
  }
}
