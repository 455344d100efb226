/** 16 hex digits that a process makes once, a dash, and a count in hex: the form of the ids that Mastra makes. */
const COUNTED = /^[0-9a-f]{16}-[0-9a-f]{4,12}$/;
/** Characters by which ids of one series begin. */
export const PREFIX_LENGTH = 17;
/** Ids that differ in so many last digits share a block of bits, half a kilobyte. */
const BLOCK_DIGITS = 3;
const BLOCK_BYTES = 16 ** BLOCK_DIGITS / 8;
const MAX_BLOCKS = 4096;

interface Series {
  /** The table held none of the series from this time on. */
  readonly from: number;
  /** Blocks up to this number are forgotten. */
  forgotten: number;
}

/**
 * Remembers which counted ids this store has written, so that a write looks for copies only where there may be any. It
 * may take an id for stored that is not, which costs a look, never the other way round.
 */
export class KnownIds {
  readonly #series = new Map<string, Series>();
  readonly #blocks = new Map<string, Uint8Array>();

  /** The prefix of the id's series, where nothing is known of it. */
  unknownSeries(id: string): string | null {
    const prefix = prefixOf(id);
    return this.#series.has(prefix) || !COUNTED.test(id) ? null : prefix;
  }

  /** Takes note of a series of which the table holds nothing from this time on. */
  begin(prefix: string, from: number): void {
    this.#series.set(prefix, { from, forgotten: -1 });
  }

  /** Whether the table may hold this id. */
  mayHold(id: string, time: number): boolean {
    const series = this.#series.get(prefixOf(id));
    if (!series || time < series.from) return true;
    const block = this.#blocks.get(blockOf(id));
    if (!block) return numberOf(blockOf(id)) <= series.forgotten;
    const place = placeOf(id);
    return (block[place >> 3]! & (1 << (place & 7))) !== 0;
  }

  /** Takes note of an id that is about to be written. */
  add(id: string): void {
    if (!this.#series.has(prefixOf(id))) return;
    const block = this.#block(blockOf(id));
    const place = placeOf(id);
    block[place >> 3]! |= 1 << (place & 7);
  }

  #block(name: string): Uint8Array {
    const known = this.#blocks.get(name);
    if (known) return known;
    if (this.#blocks.size >= MAX_BLOCKS) this.#forgetOldest();
    const block = new Uint8Array(BLOCK_BYTES);
    this.#blocks.set(name, block);
    return block;
  }

  #forgetOldest(): void {
    const [oldest] = this.#blocks.keys();
    this.#blocks.delete(oldest!);
    const series = this.#series.get(oldest!.slice(0, PREFIX_LENGTH));
    if (series) series.forgotten = Math.max(series.forgotten, numberOf(oldest!));
  }
}

const prefixOf = (id: string) => id.slice(0, PREFIX_LENGTH);
const blockOf = (id: string) => id.slice(0, -BLOCK_DIGITS);
/** 0 for the block of an id that begins as a series does and is none of it, which may then be held for stored. */
const numberOf = (block: string) => Number.parseInt(block.slice(PREFIX_LENGTH), 16) || 0;
const placeOf = (id: string) => Number.parseInt(id.slice(-BLOCK_DIGITS), 16);
