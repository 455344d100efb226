import { describe, expect, it } from 'vitest';
import { InMemoryExporter } from '../../exporters/in-memory.ts';
import { Observability } from '../../instances/observability.ts';
import { createCostTable } from './cost-table.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 100_000, inputDetails: { text: 400_000, cacheRead: 600_000 } };

const at = new Date('2026-11-01');
const MILLION = 1_000_000;

describe('the price table', () => {
  const table = createCostTable();

  it('charges every kind of token once, at its own price', () => {
    expect(table({ model: 'gpt-4o', usage, at })).toBeCloseTo(0.4 * 2.5 + 0.6 * 1.25 + 0.1 * 10, 10);
  });

  it('charges cache writes of one hour at their own price', () => {
    const written = { inputTokens: 100_000, outputTokens: 0, inputDetails: { text: 0, cacheWrite1h: 100_000 } };
    const five = { inputTokens: 100_000, outputTokens: 0, inputDetails: { text: 0, cacheWrite: 100_000 } };
    const model = { model: 'claude-sonnet-4', provider: 'anthropic.messages', at };
    expect(table({ ...model, usage: written })).toBeCloseTo(0.6, 10);
    expect(table({ ...model, usage: five })).toBeCloseTo(0.375, 10);
  });

  it('charges long prompts by their tier, for all their tokens', () => {
    const call = { model: 'gemini-2.5-pro', provider: 'google.generative-ai', at };
    expect(table({ ...call, usage: { inputTokens: 300_000, outputTokens: 1000 } })).toBeCloseTo(0.765, 10);
    expect(table({ ...call, usage: { inputTokens: 200_000, outputTokens: 1000 } })).toBeCloseTo(0.26, 10);
  });

  it('charges what held on the day of the call', () => {
    const dated = createCostTable({
      mine: [
        { input: 1, output: 1 },
        { input: 5, output: 5, from: '2026-03-13' },
      ],
    });
    const million = { inputTokens: MILLION, outputTokens: 0 };
    expect(dated({ model: 'mine', usage: million, at: new Date('2026-03-12T23:59:59Z') })).toBe(1);
    expect(dated({ model: 'mine', usage: million, at: new Date('2026-03-13T00:00:00Z') })).toBe(5);
  });

  it.each([
    ['gpt-4o-2024-11-20', 'openai.chat', true],
    ['openai/gpt-4o', 'openrouter', true],
    ['gpt-4o-mini-2024-07-18', 'my-proxy.chat', true],
    ['claude-sonnet-4-5-20250929', 'anthropic.messages', true],
    ['anthropic/claude-haiku-4.5', 'gateway', true],
    ['gemini-2.5-flash', 'google.vertex', true],
    ['grok-4', 'xai.chat', true],
    ['mistral-large-latest', 'mistral.chat', true],
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', 'amazon-bedrock', true],
    ['llama-3.3-70b-versatile', 'groq.chat', true],
    ['llama-3.3-70b-versatile', 'my-own-server', false],
    ['my-own-model', 'openai.chat', false],
    ['', 'openai.chat', false],
  ])('knows %s of %s: %s', (model, provider, known) => {
    const small = { inputTokens: 10, outputTokens: 1 };
    expect(table({ model, provider, usage: small, at }) !== undefined).toBe(known);
  });

  it('prefers the model that answered to the one that was asked for', () => {
    const two = createCostTable({ cheap: { input: 1, output: 1 }, dear: { input: 10, output: 10 } });
    const one = { inputTokens: MILLION, outputTokens: 0 };
    expect(two({ model: 'cheap', responseModel: 'dear', usage: one, at })).toBe(10);
    expect(two({ model: 'cheap', responseModel: 'unknown', usage: one, at })).toBe(1);
  });

  it('says nothing rather than something wrong', () => {
    const plain = createCostTable({ plain: { input: 1, output: 1 }, 'gpt-4o': null });
    const spoken = { inputTokens: 5, outputTokens: 1, inputDetails: { audio: 2, text: 3 } };
    expect(plain({ model: 'plain', usage, at })).toBeUndefined();
    expect(plain({ model: 'plain', usage: spoken, at })).toBeUndefined();
    expect(plain({ model: 'gpt-4o', usage, at })).toBeUndefined();
    expect(plain({ model: 'plain', usage: undefined, at })).toBeUndefined();
    expect(table({ model: 'gpt-4o', usage: spoken, at })).toBeUndefined();
  });
});

it('gives a generation its cost, unless the provider reported one, which wins', () => {
  const memory = new InMemoryExporter();
  const observability = new Observability({
    serviceName: 'test',
    exporters: [memory],
    metrics: { prices: { mine: { input: 2, output: 4 } } },
  });
  const generate = (more: object) =>
    observability
      .getDefaultInstance()
      .startSpan({ type: 'model_generation', name: 'llm', attributes: { model: 'mine' }, parent: null })
      .end({ attributes: { usage: { inputTokens: 1_000_000, outputTokens: 500_000 }, ...more } });
  generate({});
  generate({ costUsd: 0.25 });
  expect(memory.metricsNamed('mastra_model_cost_usd').map(metric => metric.value)).toEqual([4, 0.25]);
});
