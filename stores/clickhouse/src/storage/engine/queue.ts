/** Runs tasks one after the other, in the order they came in. A task that fails does not stop the next. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.then(ignore, ignore);
    return result;
  }

  /** Resolves when all that was given so far has ended, one way or the other. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

const ignore = () => undefined;
