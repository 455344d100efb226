/**
 * The latest of many pairs of ids in little memory: 8 bytes a slot, two generations. Ids are random, so 64 bits of both
 * tell pairs apart.
 */
export class RecentIds {
  readonly #slots: number;
  readonly #perGeneration: number;
  #current: Uint32Array;
  #previous: Uint32Array;
  #count = 0;

  /** @param capacity how many are remembered at least; a power of two */
  constructor(capacity: number) {
    this.#slots = capacity * 2;
    this.#perGeneration = capacity;
    this.#current = new Uint32Array(this.#slots * 2);
    this.#previous = new Uint32Array(this.#slots * 2);
  }

  /** @param traceId 32 hex digits
   * @param id hex digits, of which the last 16 count */
  add(traceId: string, id: string): void {
    const high = highOf(traceId, id);
    const low = lowOf(traceId, id);
    if (this.#put(high, low)) this.#count++;
    if (this.#count < this.#perGeneration) return;
    const oldest = this.#previous;
    this.#previous = this.#current;
    this.#current = oldest.fill(0);
    this.#count = 0;
  }

  has(traceId: string, id: string): boolean {
    const high = highOf(traceId, id);
    const low = lowOf(traceId, id);
    return this.#isIn(this.#current, high, low) || this.#isIn(this.#previous, high, low);
  }

  #put(high: number, low: number): boolean {
    const ids = this.#current;
    for (let slot = low & (this.#slots - 1); ; slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * 2;
      if (ids[at] === high && ids[at + 1] === low) return false;
      if (ids[at] !== 0 || ids[at + 1] !== 0) continue;
      ids[at] = high;
      ids[at + 1] = low;
      return true;
    }
  }

  #isIn(ids: Uint32Array, high: number, low: number): boolean {
    for (let slot = low & (this.#slots - 1); ; slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * 2;
      if (ids[at] === high && ids[at + 1] === low) return true;
      if (ids[at] === 0 && ids[at + 1] === 0) return false;
    }
  }
}

/** The first half of an id, mixed with that of its trace. The same ids twice would cancel each other out. */
function highOf(traceId: string, id: string): number {
  const own = Number.parseInt(id.slice(-16, -8), 16);
  return (own ^ Math.imul(Number.parseInt(traceId.slice(0, 8), 16), 0x9e37_79b1)) >>> 0;
}

function lowOf(traceId: string, id: string): number {
  const own = Number.parseInt(id.slice(-8), 16);
  return (own ^ Math.imul(Number.parseInt(traceId.slice(8, 16), 16), 0x85eb_ca6b)) >>> 0 || 1;
}
