import type { LanguageModelUsage } from 'ai';
import { expect, test } from 'vitest';
import type { UsageStats } from '../observability/types/index.ts';
import { addUsage, normaliseUsage } from './usage.ts';

function usage(
  input: [total?: number, noCache?: number, read?: number, write?: number],
  output: [total?: number, text?: number, reasoning?: number],
  raw?: LanguageModelUsage['raw'],
): LanguageModelUsage {
  return {
    inputTokens: input[0],
    inputTokenDetails: { noCacheTokens: input[1], cacheReadTokens: input[2], cacheWriteTokens: input[3] },
    outputTokens: output[0],
    outputTokenDetails: { textTokens: output[1], reasoningTokens: output[2] },
    totalTokens: undefined,
    raw,
  };
}

const sum = (details: object | undefined) => Object.values(details ?? {}).reduce((a, b) => a + b, 0);

function expectExact(stats: UsageStats | undefined): void {
  expect(sum(stats?.inputDetails)).toBe(stats?.inputTokens ?? 0);
  expect(sum(stats?.outputDetails)).toBe(stats?.outputTokens ?? 0);
}

test('cached tokens inside the total are taken out of the text', () => {
  const stats = normaliseUsage(usage([100, undefined, 64], [20, undefined, 5]));
  expect(stats).toEqual({
    inputTokens: 100,
    inputDetails: { text: 36, cacheRead: 64 },
    outputTokens: 20,
    outputDetails: { text: 15, reasoning: 5 },
  });
});

test('cached tokens beside the total are added to it', () => {
  expect(normaliseUsage(usage([10, 10, 100, 50], [5, 5]))).toMatchObject({
    inputTokens: 160,
    inputDetails: { text: 10, cacheRead: 100, cacheWrite: 50 },
  });
  expect(normaliseUsage(usage([10, undefined, 100], []))).toMatchObject({
    inputTokens: 110,
    inputDetails: { text: 10 },
  });
});

test('reasoning beside the output is added to it', () => {
  expect(normaliseUsage(usage([1], [3, 3, 40]))).toMatchObject({
    outputTokens: 43,
    outputDetails: { text: 3, reasoning: 40 },
  });
});

test('audio and images are kinds of their own, and never more than there is', () => {
  const openai = usage([100, undefined, 20], [50], {
    prompt_tokens_details: { audio_tokens: 30 },
    completion_tokens_details: { audio_tokens: 500 },
  });
  expect(normaliseUsage(openai)).toMatchObject({
    inputDetails: { text: 50, cacheRead: 20, audio: 30 },
    outputDetails: { text: 0, audio: 50 },
  });
  const google = usage([100, 80, 20], [10], {
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 40 },
      { modality: 'IMAGE', tokenCount: 60 },
    ],
    cacheTokensDetails: [{ modality: 'IMAGE', tokenCount: 20 }],
  });
  expect(normaliseUsage(google)).toMatchObject({ inputDetails: { text: 40, cacheRead: 20, image: 40 } });
});

test('what is unknown stays unknown', () => {
  expect(normaliseUsage(undefined)).toBeUndefined();
  expect(normaliseUsage(usage([], []))).toBeUndefined();
  expect(normaliseUsage(usage([7], []))).toEqual({ inputTokens: 7, inputDetails: { text: 7 } });
});

test('whatever a provider says, the kinds sum to the totals', () => {
  const numbers = [undefined, 0, 1, 7, 100];
  for (const total of numbers) {
    for (const noCache of numbers) {
      for (const read of numbers) {
        for (const write of [undefined, 3]) {
          expectExact(
            normaliseUsage(
              usage([total, noCache, read, write], [total, noCache, read], {
                prompt_tokens_details: { audio_tokens: 5 },
              }),
            ),
          );
        }
      }
    }
  }
});

test('usages add up kind by kind', () => {
  const one = normaliseUsage(usage([10, 6, 4], [5, 3, 2]));
  const two = normaliseUsage(usage([7], [1]));
  expect(addUsage(one, two)).toEqual({
    inputTokens: 17,
    inputDetails: { text: 13, cacheRead: 4 },
    outputTokens: 6,
    outputDetails: { text: 4, reasoning: 2 },
  });
  expect(addUsage(undefined, two)).toBe(two);
  expect(addUsage(undefined, undefined)).toBeUndefined();
});
