const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Everything in this process that is to be drained before it ends. */
const drains = new Set<() => Promise<unknown>>();
let isListening = false;

const drainAll = () => Promise.allSettled([...drains].map(drain => drain()));

/** Drains when the process runs out of work or is asked to stop, then lets it end as it would have. */
export function drainOnExit(drain: () => Promise<unknown>): void {
  drains.add(drain);
  if (isListening) return;
  isListening = true;
  process.once('beforeExit', () => {
    void drainAll();
  });
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      void drainAll().then(() => {
        // Whoever else listens decides about the end of the process; alone, the signal takes its usual effect.
        if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
      });
    });
  }
}
