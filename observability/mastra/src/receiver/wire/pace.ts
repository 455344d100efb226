/** What waits for its turn of the event loop. */
type Waiting = () => void;

/**
 * Lets work on requests go on in slices, one slice in each turn of the event loop, whoever it belongs to: many requests
 * at once block the loop no longer than one does.
 */
export class Pace {
  readonly #sliceMs: number;
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  #since = 0;
  #isScheduled = false;

  /** @param sliceMs how long a slice may be, in milliseconds */
  constructor(sliceMs = 5, now: () => number = () => performance.now()) {
    this.#sliceMs = sliceMs;
    this.#now = now;
  }

  /** Whether the slice is used up: whoever works is to wait for another one. */
  get isOver(): boolean {
    return this.#now() - this.#since >= this.#sliceMs;
  }

  /** Resolves at the beginning of a slice. */
  turn(): Promise<void> {
    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  /** Runs a generator that yields wherever it may be interrupted. */
  async run<T>(work: Generator<void, T>): Promise<T> {
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) return step.value;
      if (this.isOver) await this.turn();
    }
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#since = this.#now();
      this.#waiting.shift()?.();
      this.#schedule();
    });
  }
}
