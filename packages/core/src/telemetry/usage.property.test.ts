import type { LanguageModelUsage } from 'ai';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addUsage, normaliseUsage } from './usage.ts';

const count = fc.option(
  fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(0, 1, -1, -54, Number.NaN, Number.POSITIVE_INFINITY)),
  { nil: undefined },
);
const media = fc.record({ audio_tokens: count, image_tokens: count }, { requiredKeys: [] });

/** Whatever a provider may say, sense or nonsense. */
const anyUsage: fc.Arbitrary<LanguageModelUsage> = fc.record({
  inputTokens: count,
  inputTokenDetails: fc.record({ noCacheTokens: count, cacheReadTokens: count, cacheWriteTokens: count }),
  outputTokens: count,
  outputTokenDetails: fc.record({ textTokens: count, reasoningTokens: count }),
  totalTokens: count,
  raw: fc.record({ prompt_tokens_details: media, completion_tokens_details: media }, { requiredKeys: [] }),
}) as fc.Arbitrary<LanguageModelUsage>;

const SIDES = [
  ['inputTokens', 'inputDetails'],
  ['outputTokens', 'outputDetails'],
] as const;

test('the kinds are never negative, and sum to the totals', () => {
  fc.assert(
    fc.property(anyUsage, given => {
      const usage = normaliseUsage(given);
      for (const [total, details] of SIDES) {
        const kinds = Object.values(usage?.[details] ?? {});
        for (const tokens of kinds) expect(tokens).toBeGreaterThanOrEqual(0);
        expect(kinds.reduce((sum, tokens) => sum + tokens, 0)).toBe(usage?.[total] ?? 0);
      }
    }),
    { numRuns: 2000 },
  );
});

test('what the provider counted is never made less', () => {
  fc.assert(
    fc.property(anyUsage, given => {
      const usage = normaliseUsage(given);
      const known = (tokens: number | undefined) => (Number.isFinite(tokens) ? Math.max(0, tokens!) : 0);
      expect(usage?.inputTokens ?? 0).toBeGreaterThanOrEqual(known(given.inputTokens));
      expect(usage?.outputTokens ?? 0).toBeGreaterThanOrEqual(known(given.outputTokens));
      expect(usage?.inputDetails?.cacheRead ?? 0).toBe(known(given.inputTokenDetails.cacheReadTokens));
      expect(usage?.outputDetails?.reasoning ?? 0).toBeGreaterThanOrEqual(
        known(given.outputTokenDetails.reasoningTokens),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a sum of steps has their totals, kind by kind, in any order', () => {
  fc.assert(
    fc.property(fc.array(anyUsage, { maxLength: 6 }), given => {
      const steps = given.map(normaliseUsage);
      const sum = steps.reduce(addUsage, undefined);
      for (const [total, details] of SIDES) {
        expect(sum?.[total] ?? 0).toBe(steps.reduce((tokens, step) => tokens + (step?.[total] ?? 0), 0));
        const kinds = Object.values(sum?.[details] ?? {});
        expect(kinds.reduce((tokens, one) => tokens + one, 0)).toBe(sum?.[total] ?? 0);
      }
      expect([...steps].reverse().reduce(addUsage, undefined)).toEqual(sum);
    }),
  );
});
