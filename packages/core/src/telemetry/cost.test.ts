import { expect, test } from 'vitest';
import { reportedCost } from './cost.ts';

test.each([
  ['OpenRouter, raw', { cost: 0.0012 }, undefined, 0.0012],
  ['OpenRouter, metadata', {}, { openrouter: { usage: { cost: 0.5 } } }, 0.5],
  ['a gateway, as text', undefined, { gateway: { cost: '0.25' } }, 0.25],
  ['Perplexity', { cost: { total_cost: 0.01 } }, undefined, 0.01],
  ['xAI, in ticks', { cost_in_usd_ticks: 20_000_000_000 }, undefined, 2],
  ['free of charge', { cost: 0 }, undefined, 0],
  [
    'a key of one’s own at OpenRouter',
    { cost: 0, is_byok: true, cost_details: { upstream_inference_cost: 0.036 } },
    undefined,
    0.036,
  ],
  [
    'a key of one’s own, and the gateway’s fee',
    { cost: 0.5, is_byok: true, cost_details: { upstream_inference_cost: '2' } },
    undefined,
    2.5,
  ],
  [
    'a key of one’s own, in metadata',
    {},
    { openrouter: { usage: { cost: 0, isByok: true, costDetails: { upstreamInferenceCost: 0.25 } } } },
    0.25,
  ],
  ['not one’s own key', { cost: 0.1, is_byok: false, cost_details: { upstream_inference_cost: 9 } }, undefined, 0.1],
  [
    'Vercel’s gateway on a key of one’s own',
    {},
    { gateway: { cost: '0', marketCost: '0.02', routing: { attempts: [{ credentialType: 'byok' }] } } },
    0.02,
  ],
  ['LiteLLM’s total', { total_cost: 0.75 }, undefined, 0.75],
  ['nothing said', { prompt_tokens: 1 }, { openai: {} }, undefined],
  ['nonsense', { cost: 'cheap' }, { a: { cost: -1 } }, undefined],
])('%s', (_, raw, metadata, expected) => {
  expect(reportedCost(raw, metadata)).toBe(expected);
});
