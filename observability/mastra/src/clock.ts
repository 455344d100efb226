/** Where time comes from. Injected, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some fixed moment; never runs backwards. */
  monotonic(): number;
}

// Taken when the module is loaded: the fake timers of a test runner must not stop a shutdown.
const realNow = Date.now;
const realPerformanceNow = performance.now.bind(performance);
const realSetImmediate = setImmediate;

export const systemClock: Clock = { now: realNow, monotonic: realPerformanceNow };

/** Resolves in the next turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise(resolve => {
    realSetImmediate(resolve);
  });
}
