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
const realSetTimeout = setTimeout;
const realClearTimeout = clearTimeout;
const realSetInterval = setInterval;
const realClearInterval = clearInterval;
const realSetImmediate = setImmediate;

export const systemClock: Clock = { now: realNow, monotonic: realPerformanceNow };

/** The longest delay that the runtime's timers know; a longer one would end at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls back after a delay, at most `LONGEST_TIMER_MS`. The timer does not keep the process alive. */
export function after(ms: number, callback: () => void): NodeJS.Timeout {
  return realSetTimeout(callback, timerDelay(ms)).unref();
}

/** The same for a caller who waits: the timer keeps the process alive. */
export function afterHolding(ms: number, callback: () => void): NodeJS.Timeout {
  return realSetTimeout(callback, timerDelay(ms));
}

/** Calls back again and again. The timer does not keep the process alive. */
export function every(ms: number, callback: () => void): NodeJS.Timeout {
  return realSetInterval(callback, timerDelay(ms)).unref();
}

export function cancel(timer: NodeJS.Timeout | undefined): void {
  realClearTimeout(timer);
}

export function cancelEvery(timer: NodeJS.Timeout | undefined): void {
  realClearInterval(timer);
}

/** Resolves in the next turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise(resolve => {
    realSetImmediate(resolve);
  });
}

function timerDelay(ms: number): number {
  // Also for what is no number.
  return ms > 0 ? Math.min(ms, LONGEST_TIMER_MS) : 0;
}
