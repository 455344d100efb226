import { reportUndelivered } from './process-end.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Drains within this time, in milliseconds, or within its own where none is given. */
type Drain = (timeoutMs?: number) => Promise<unknown>;

/** Who sends SIGTERM kills after ten seconds: containers do, and a drain that takes them all saves nothing. */
const SIGNAL_GRACE_MS = 8000;

interface Registry {
  /** Everything in this process that is to be drained before it ends. */
  readonly drains: Set<Drain>;
  isListening: boolean;
}

const key = Symbol.for('mastra.observability.drain-on-exit');
const shared = globalThis as { [key]?: Registry };

// One for the process, also where the package is loaded twice (ESM and CommonJS): two would wait for each other.
shared[key] ??= { drains: new Set(), isListening: false };
const registry = shared[key];

const drainAll = (timeoutMs?: number) => Promise.allSettled([...registry.drains].map(drain => drain(timeoutMs)));

/** Drains when the process runs out of work or is asked to stop, then lets it end as it would have. */
export function drainOnExit(drain: Drain): void {
  registry.drains.add(drain);
  if (registry.isListening) return;
  registry.isListening = true;
  process.once('beforeExit', () => {
    void drainAll();
  });
  for (const signal of SIGNALS) process.prependOnceListener(signal, () => drainAndEnd(signal));
}

function drainAndEnd(signal: NodeJS.Signals): void {
  // Counted before the others are called: a `once` of the application is still among them, and takes its time afterwards.
  const isAlone = process.listenerCount(signal) === 0;
  void drainAll(SIGNAL_GRACE_MS).then(() => {
    // Whoever else listens, or has begun to, decides about the end of the process; alone, the signal takes its usual effect.
    if (!isAlone || process.listenerCount(signal) > 0) return;
    reportUndelivered();
    process.kill(process.pid, signal);
  });
}
