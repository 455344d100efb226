/** A source of random choices that a seed decides. */
export interface Random {
  /** From 0 to 1, without 1. */
  next(): number;
  /** From `min` to `max`, both included. */
  int(min: number, max: number): number;
  pick<T>(values: readonly T[]): T;
  chance(probability: number): boolean;
  /** The value with this probability, else `undefined`. */
  maybe<T>(probability: number, value: () => T): T | undefined;
  /** Up to `max` different ones of the values. */
  some<T>(values: readonly T[], max: number): T[];
  shuffled<T>(values: readonly T[]): T[];
}

/** Mulberry32: small, fast and good enough to choose test data. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const shuffled = <T>(values: readonly T[]): T[] => {
    const result = [...values];
    for (let i = result.length - 1; i > 0; i--) {
      const j = int(0, i);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  };
  return {
    next,
    int,
    pick: values => values[int(0, values.length - 1)]!,
    chance: probability => next() < probability,
    maybe: (probability, value) => (next() < probability ? value() : undefined),
    some: (values, max) => shuffled(values).slice(0, int(0, max)),
    shuffled,
  };
}
