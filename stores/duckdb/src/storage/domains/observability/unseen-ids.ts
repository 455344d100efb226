/** 16 hex digits that a process makes once, a dash, and a count in hex: the form of the ids that Mastra makes. */
const COUNTED = /^[0-9a-f]{16}-[0-9a-f]{4,12}$/;
const PREFIX_LENGTH = 17;
/** Ids that differ in so many last digits share a block. */
const BLOCK_DIGITS = 3;
const BLOCK_WORDS = 16 ** BLOCK_DIGITS / 32;
/** Half a kilobyte each. */
const MAX_BLOCKS = 4096;

interface Series {
  /** Blocks up to this number are forgotten. */
  forgotten: number;
}

/**
 * Remembers which ids a table has been given, as far as that lets a write skip the look for copies. It may take an id
 * for stored that is not (that only costs the look), never the other way round.
 */
export class UnseenIds {
  /** Series of counted ids of which the table held nothing when the first came. */
  readonly #series = new Map<string, Series>();
  readonly #blocks = new Map<string, Uint32Array>();

  /** The ids that may be in the table. `isNew` answers whether the table holds nothing with a prefix. */
  async suspects(ids: readonly string[], isNew: (prefix: string) => Promise<boolean>): Promise<readonly string[]> {
    const suspects: string[] = [];
    const old = new Set<string>();
    for (const id of ids) {
      const prefix = COUNTED.test(id) ? id.slice(0, PREFIX_LENGTH) : '';
      if (prefix !== '' && !this.#series.has(prefix) && !old.has(prefix)) {
        if (await isNew(prefix)) this.#series.set(prefix, { forgotten: -1 });
        else old.add(prefix);
      }
      if (this.#maySeen(id, this.#series.get(prefix))) suspects.push(id);
    }
    return suspects;
  }

  /** Remembers ids that are about to be written. */
  add(ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.#series.has(id.slice(0, PREFIX_LENGTH))) continue;
      const block = this.#block(id.slice(0, -BLOCK_DIGITS));
      const place = placeOf(id);
      block[place >> 5]! |= 1 << (place & 31);
    }
  }

  #maySeen(id: string, series: Series | undefined): boolean {
    if (!series) return true;
    const block = this.#blocks.get(id.slice(0, -BLOCK_DIGITS));
    if (!block) return numberOf(id.slice(0, -BLOCK_DIGITS)) <= series.forgotten;
    const place = placeOf(id);
    return (block[place >> 5]! & (1 << (place & 31))) !== 0;
  }

  #block(name: string): Uint32Array {
    const known = this.#blocks.get(name);
    if (known) return known;
    if (this.#blocks.size >= MAX_BLOCKS) this.#forgetOldest();
    const block = new Uint32Array(BLOCK_WORDS);
    this.#blocks.set(name, block);
    return block;
  }

  #forgetOldest(): void {
    const [oldest] = this.#blocks.keys();
    if (oldest === undefined) return;
    this.#blocks.delete(oldest);
    const series = this.#series.get(oldest.slice(0, PREFIX_LENGTH));
    if (series) series.forgotten = Math.max(series.forgotten, numberOf(oldest));
  }
}

function numberOf(block: string): number {
  return Number.parseInt(block.slice(PREFIX_LENGTH), 16);
}

function placeOf(id: string): number {
  return Number.parseInt(id.slice(-BLOCK_DIGITS), 16);
}
