import { describe, expect, test } from 'vitest';
import { usageDetails } from './usage.ts';

/** What Langfuse adds up: every kind but the total. */
const sum = (details: Readonly<Record<string, number>> = {}) =>
  Object.entries(details).reduce((all, [kind, count]) => all + (kind === 'total' ? 0 : count), 0);

describe('a usage in Langfuse', () => {
  test.each([
    ['plain tokens', { inputTokens: 10, outputTokens: 5 }, { input: 10, output: 5, total: 15 }],
    ['input only', { inputTokens: 8 }, { input: 8, total: 8 }],
    ['nothing consumed', { inputTokens: 0, outputTokens: 0 }, { input: 0, output: 0, total: 0 }],
    [
      'tokens from and for the cache',
      { inputTokens: 100, outputTokens: 5, inputDetails: { text: 10, cacheRead: 60, cacheWrite: 30 } },
      { input: 10, input_cached_tokens: 60, input_cache_creation: 30, output: 5, total: 105 },
    ],
    [
      'reasoning',
      { inputTokens: 10, outputTokens: 50, outputDetails: { text: 20, reasoning: 30 } },
      { input: 10, output: 20, output_reasoning: 30, total: 60 },
    ],
    [
      'sound and pictures',
      {
        inputTokens: 30,
        outputTokens: 9,
        inputDetails: { text: 5, audio: 15, image: 10 },
        outputDetails: { audio: 4, image: 5 },
      },
      {
        input: 5,
        input_audio_tokens: 15,
        input_image_tokens: 10,
        output: 0,
        output_audio_tokens: 4,
        output_image_tokens: 5,
        total: 39,
      },
    ],
  ])('of %s', (_, usage, expected) => {
    const details = usageDetails(usage, 'gpt-5');
    expect(details).toEqual(expected);
    expect(sum(details)).toBe(details!.total);
  });

  test('has reasoning as output for models that Langfuse prices so', () => {
    const usage = { inputTokens: 10, outputTokens: 50, outputDetails: { reasoning: 30 } };
    expect(usageDetails(usage, 'anthropic/claude-sonnet-4-5')).toEqual({ input: 10, output: 50, total: 60 });
  });

  test('is whole numbers from 0, which is all that Langfuse takes', () => {
    const usage = {
      inputTokens: 10.4,
      outputTokens: -3,
      inputDetails: { cacheRead: 99 },
      outputDetails: { text: Number.NaN },
    };
    expect(usageDetails(usage)).toEqual({ input: 0, input_cached_tokens: 99, output: 0, total: 10 });
  });

  test.each([undefined, null, 'many', {}])('is absent where nothing is known (%s)', usage => {
    expect(usageDetails(usage as never)).toBeUndefined();
  });
});
