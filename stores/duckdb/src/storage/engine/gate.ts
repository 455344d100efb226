import { storageClosed } from '@mastra/core/storage';

/** Counts what is running. Once closed it lets nothing in, so that what is running is all there will ever be. */
export class Gate {
  #running = 0;
  #closed = false;
  #idle = Promise.withResolvers<void>();

  /** @throws MastraError `STORAGE_CLOSED` after `close()`. */
  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closed) throw storageClosed('DuckDBStore');
    this.#running++;
    try {
      return await task();
    } finally {
      this.#running--;
      if (this.#closed && this.#running === 0) this.#idle.resolve();
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Resolves when everything that was let in has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running > 0) await this.#idle.promise;
  }
}
