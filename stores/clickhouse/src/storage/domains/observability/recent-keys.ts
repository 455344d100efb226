/** Beyond this many, the oldest are forgotten. To forget one costs space in the store for a while, and nothing else. */
const MAX_KEYS = 100_000;

export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly startedAt: number;
  /** When the row was written, in milliseconds. */
  readonly seenAt: number;
}

/** Spans by a key, several a key, with a bound. */
export class RecentKeys {
  readonly #places = new Map<string, SpanPlace[]>();

  add(key: string, place: SpanPlace): void {
    const places = this.#places.get(key);
    if (places) {
      places.push(place);
      return;
    }
    this.#places.set(key, [place]);
    if (this.#places.size > MAX_KEYS) {
      const [oldest] = this.#places.keys();
      this.#places.delete(oldest!);
    }
  }

  /** The places of a key, which are forgotten. */
  take(key: string): readonly SpanPlace[] {
    const places = this.#places.get(key);
    if (!places) return [];
    this.#places.delete(key);
    return places;
  }
}
