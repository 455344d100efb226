import { describe, expect, it } from 'vitest';
import { ordinaryRates, secretRates } from './testing/rates.ts';

/** Another one with every run; the page of the rates has a fixed one. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

describe(`of what was drawn with seed ${seed}`, () => {
  it.each(secretRates(seed, 150))('$category: $masked of $values secrets are masked', ({ masked, values, wrong }) => {
    expect(masked / values, wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  it('99 of 100 secrets are masked over all', () => {
    const rates = secretRates(seed + 1, 100);
    const sum = (of: (rate: (typeof rates)[number]) => number) => rates.reduce((total, rate) => total + of(rate), 0);
    expect(sum(rate => rate.masked) / sum(rate => rate.values)).toBeGreaterThanOrEqual(0.99);
  });

  it.each(ordinaryRates(seed, 150))('$category: no ordinary value is masked', ({ wrong }) => {
    expect(wrong).toEqual([]);
  });
});
