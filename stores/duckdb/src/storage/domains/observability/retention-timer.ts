/** Applies the retention at once and then again and again, until it is stopped. It never keeps the process alive. */
export class RetentionTimer {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void>;
  #warned = false;

  constructor(intervalMs: number, prune: () => Promise<unknown>) {
    this.#running = this.#run(prune);
    this.#timer = setInterval(() => {
      this.#running = this.#run(prune);
    }, intervalMs).unref();
  }

  /** Ends the timer and waits for a run that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(prune: () => Promise<unknown>): Promise<void> {
    try {
      await prune();
    } catch (error) {
      if (this.#warned) return;
      this.#warned = true;
      const why = error instanceof Error ? error.message : String(error);
      process.emitWarning(`The retention of a DuckDBStore could not be applied and is tried again later: ${why}`, {
        code: 'MASTRA_DUCKDB_RETENTION',
      });
    }
  }
}
