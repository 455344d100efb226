/** Runs tasks side by side, one at a time on each of some resources; the others wait in the order they came in. */
export class Lanes<T> {
  readonly #free: T[];
  readonly #waiting: ((resource: T) => void)[] = [];

  constructor(resources: readonly T[]) {
    this.#free = [...resources];
  }

  async run(task: (resource: T) => Promise<void>): Promise<void> {
    const resource = this.#free.pop() ?? (await new Promise<T>(resolve => this.#waiting.push(resolve)));
    try {
      await task(resource);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(resource);
      else this.#free.push(resource);
    }
  }
}
