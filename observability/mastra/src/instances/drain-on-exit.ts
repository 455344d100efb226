const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Drains when the process runs out of work or is asked to stop, then lets it end as it would have. */
export function drainOnExit(drain: () => Promise<unknown>): void {
  process.once('beforeExit', () => {
    void drain();
  });
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      void drain().finally(() => {
        // Whoever else listens decides about the end of the process; alone, the signal takes its usual effect.
        if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
      });
    });
  }
}
