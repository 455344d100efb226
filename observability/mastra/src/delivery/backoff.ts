/** Exponential back-off with jitter: between half and all of a delay that doubles up to its limit. */
export class Backoff {
  #failures = 0;
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;

  constructor(initialMs: number, maxMs: number, random: () => number = Math.random) {
    this.#initialMs = initialMs;
    this.#maxMs = maxMs;
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  /** The delay before the next attempt, in milliseconds. */
  fail(): number {
    const ceiling = Math.min(this.#maxMs, this.#initialMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return ceiling * (0.5 + 0.5 * this.#random());
  }

  succeed(): void {
    this.#failures = 0;
  }
}
