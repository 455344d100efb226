/** Where time comes from. Injected, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some fixed moment; never runs backwards. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
};
