import { expect, test } from 'vitest';
import { addCost, reportedCost } from './cost.ts';

test.each([
  ['OpenRouter, raw', { cost: 0.0012 }, undefined, 0.0012],
  ['OpenRouter, metadata', {}, { openrouter: { usage: { cost: 0.5 } } }, 0.5],
  ['a gateway, as text', undefined, { gateway: { cost: '0.25' } }, 0.25],
  ['Perplexity', { cost: { total_cost: 0.01 } }, undefined, 0.01],
  ['xAI, in ticks', { cost_in_usd_ticks: 20_000_000_000 }, undefined, 2],
  ['free of charge', { cost: 0 }, undefined, 0],
  ['nothing said', { prompt_tokens: 1 }, { openai: {} }, undefined],
  ['nonsense', { cost: 'cheap' }, { a: { cost: -1 } }, undefined],
])('%s', (_, raw, metadata, expected) => {
  expect(reportedCost(raw, metadata)).toBe(expected);
});

test('the sum of two costs', () => {
  expect(addCost(undefined, undefined)).toBeUndefined();
  expect(addCost(1, undefined)).toBe(1);
  expect(addCost(1, 2)).toBe(3);
});
