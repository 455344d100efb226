/** Beyond this many failed writes the oldest is forgotten, and would be stored a second time beside itself. */
const MAX_STAMPS = 1000;

/** What a write of running spans adds to each of its rows. */
export interface StartStamp {
  /** The later of two copies of a span counts. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly seenAt: number;
}

/** The stamps of writes that have not succeeded yet, by what was written, so that a repetition is the same to the byte. */
export class StartStamps {
  readonly #stamps = new Map<string, StartStamp>();
  #last = 0;

  begin(content: string): StartStamp {
    const before = this.#stamps.get(content);
    if (before) return before;
    const seenAt = Date.now();
    this.#last = Math.max(this.#last + 1, seenAt * 1000);
    const stamp = { version: this.#last, seenAt };
    this.#stamps.set(content, stamp);
    if (this.#stamps.size > MAX_STAMPS) {
      const [oldest] = this.#stamps.keys();
      this.#stamps.delete(oldest!);
    }
    return stamp;
  }

  succeeded(content: string): void {
    this.#stamps.delete(content);
  }
}
