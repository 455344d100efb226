import { describe, expect, test } from 'vitest';
import { DEFAULT_RETENTION, planPrune, resolveRetention } from './retention.ts';

const DAY = 86_400_000;

describe('resolveRetention', () => {
  test('fills in what is not given', () => {
    expect(resolveRetention(undefined)).toEqual({ tracing: 30, log: 30, metric: 90, score: false, feedback: false });
    expect(resolveRetention({ log: false, score: 0.5, metric: undefined })).toEqual({
      ...DEFAULT_RETENTION,
      log: false,
      score: 0.5,
    });
  });

  test.each([{ tracing: 0 }, { log: -1 }, { log: Number.NaN }, { logs: 1 }, { score: '7' as never }])(
    'refuses %j',
    options => {
      expect(() => resolveRetention(options)).toThrow(/retention\.\w+: .* is not allowed/);
    },
  );
});

describe('planPrune', () => {
  test('takes the policies that are given and no other', () => {
    const plan = planPrune({ policies: { score: { olderThanMs: 5 } }, dryRun: true }, DEFAULT_RETENTION, 1000);
    expect(plan).toEqual({ steps: [{ signal: 'score', before: 995 }], dryRun: true });
  });

  test('takes the retention where there are none', () => {
    const { steps } = planPrune(undefined, DEFAULT_RETENTION, 100 * DAY);
    expect(steps).toEqual([
      { signal: 'tracing', before: 70 * DAY },
      { signal: 'log', before: 70 * DAY },
      { signal: 'metric', before: 10 * DAY },
    ]);
  });
});
