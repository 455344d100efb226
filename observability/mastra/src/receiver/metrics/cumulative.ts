/** Series whose last total is remembered; beyond that the ones that have been silent for longest are forgotten. */
const MAX_SERIES = 50_000;

interface Total {
  readonly start: bigint | undefined;
  readonly time: bigint;
  readonly value: number;
  /** What was new in it; `undefined` where that cannot be known. */
  readonly added: number | undefined;
}

/**
 * Makes single additions of totals that grow: the difference to the last one. The first total of a series that began
 * before this receiver did is where counting begins, because what is in it may have been counted before.
 */
export class CumulativeSeries {
  readonly #totals = new Map<string, Total>();
  readonly #begun: bigint;

  /** @param begun when this receiver began, in nanoseconds of the epoch */
  constructor(begun: bigint) {
    this.#begun = begun;
  }

  /** What a total adds. The same total again adds the same, so that a request that is sent twice is there once. */
  added(series: string, start: bigint | undefined, time: bigint, value: number): number | undefined {
    const last = this.#totals.get(series);
    if (last && time === last.time) return last.added;
    // An old total that comes late is within the one that is known.
    if (last && time < last.time) return undefined;
    const added = this.#difference(last, start, value);
    this.#totals.delete(series);
    if (this.#totals.size >= MAX_SERIES) this.#totals.delete(this.#totals.keys().next().value!);
    this.#totals.set(series, { start, time, value, added });
    return added;
  }

  #difference(last: Total | undefined, start: bigint | undefined, value: number): number | undefined {
    if (!last) return start !== undefined && start >= this.#begun ? value : undefined;
    // The sender began anew.
    if (start !== last.start || value < last.value) return value;
    return value - last.value;
  }
}
