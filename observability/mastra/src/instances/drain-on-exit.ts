import { reportUndelivered } from './process-end.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Drains within this time, in milliseconds, or within its own where none is given. */
type Drain = (timeoutMs?: number) => Promise<unknown>;

/** Who sends SIGTERM kills after ten seconds: containers do, and a drain that takes them all saves nothing. */
const SIGNAL_GRACE_MS = 8000;

/** Everything in this process that is to be drained before it ends. */
const drains = new Set<Drain>();
let isListening = false;

const drainAll = (timeoutMs?: number) => Promise.allSettled([...drains].map(drain => drain(timeoutMs)));

/** Drains when the process runs out of work or is asked to stop, then lets it end as it would have. */
export function drainOnExit(drain: Drain): void {
  drains.add(drain);
  if (isListening) return;
  isListening = true;
  process.once('beforeExit', () => {
    void drainAll();
  });
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      void drainAll(SIGNAL_GRACE_MS).then(() => {
        // Whoever else listens decides about the end of the process; alone, the signal takes its usual effect.
        if (process.listenerCount(signal) > 0) return;
        reportUndelivered();
        process.kill(process.pid, signal);
      });
    });
  }
}
