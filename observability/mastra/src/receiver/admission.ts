/** A request that is being answered. */
export interface Admitted {
  /** Says that the body is now read, and how that is given up where others need the room. */
  reading(giveUp: () => void): void;
  /** Counts bytes that arrived. */
  arrived(bytes: number): void;
  /** Says that the body is there. */
  hasRead(): void;
  /** Makes room for others. */
  leave(): void;
}

/** How long a sender may take over a body before others are let in at its expense, in milliseconds. */
const GRACE_MS = 1000;

/**
 * Lets so many requests in at a time. Where all places are taken, whoever sends its body slowest makes room: senders
 * that hold bodies back keep nobody out.
 */
export class Admission {
  readonly #max: number;
  readonly #now: () => number;
  readonly #readers = new Set<Reader>();
  #count = 0;

  constructor(max: number, now: () => number = () => performance.now()) {
    this.#max = max;
    this.#now = now;
  }

  /** `undefined` where there is no room. */
  enter(): Admitted | undefined {
    if (this.#count >= this.#max && !this.#evictSlowest()) return undefined;
    this.#count++;
    return new Reader(this.#now, this.#readers, () => this.#count--);
  }

  #evictSlowest(): boolean {
    const now = this.#now();
    let slowest: Reader | undefined;
    for (const reader of this.#readers) {
      if (reader.ageAt(now) < GRACE_MS) continue;
      if (slowest === undefined || reader.rateAt(now) < slowest.rateAt(now)) slowest = reader;
    }
    slowest?.evict();
    return slowest !== undefined;
  }
}

class Reader implements Admitted {
  readonly #now: () => number;
  readonly #readers: Set<Reader>;
  readonly #onLeave: () => void;
  #since = 0;
  #bytes = 0;
  #giveUp: (() => void) | undefined;
  #isInside = true;

  constructor(now: () => number, readers: Set<Reader>, onLeave: () => void) {
    this.#now = now;
    this.#readers = readers;
    this.#onLeave = onLeave;
  }

  reading(giveUp: () => void): void {
    this.#since = this.#now();
    this.#giveUp = giveUp;
    this.#readers.add(this);
  }

  arrived(bytes: number): void {
    this.#bytes += bytes;
  }

  hasRead(): void {
    this.#readers.delete(this);
  }

  leave(): void {
    this.#readers.delete(this);
    if (!this.#isInside) return;
    this.#isInside = false;
    this.#onLeave();
  }

  ageAt(now: number): number {
    return now - this.#since;
  }

  /** Bytes in a millisecond. */
  rateAt(now: number): number {
    return this.#bytes / this.ageAt(now);
  }

  /** Its place is free at once, whenever the request itself comes to its end. */
  evict(): void {
    this.leave();
    this.#giveUp?.();
  }
}
