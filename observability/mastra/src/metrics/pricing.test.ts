import { describe, expect, it } from 'vitest';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';
import { createCostTable } from './pricing.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 100_000, inputDetails: { text: 400_000, cacheRead: 600_000 } };

describe('the price table', () => {
  it('charges every kind of token once, at its own price', () => {
    expect(createCostTable()('gpt-4o', undefined, usage)).toBeCloseTo(0.4 * 2.5 + 0.6 * 1.25 + 0.1 * 10, 10);
  });

  it.each([
    ['gpt-4o-2024-11-20', true],
    ['openai/gpt-4o', true],
    ['gpt-4o-mini-2024-07-18', true],
    ['claude-sonnet-4-5-20250929', true],
    ['gpt-4o-audio-preview', false],
    ['gpt-4o-mini-tts', false],
    ['my-own-model', false],
  ])('knows %s: %s', (model, known) => {
    const small = { inputTokens: 10, outputTokens: 1 };
    expect(createCostTable()(model, undefined, small) !== undefined).toBe(known);
  });

  it('prefers the model that answered to the one that was asked for', () => {
    const table = createCostTable({ cheap: { input: 1, output: 1 }, dear: { input: 10, output: 10 } });
    const one = { inputTokens: 1_000_000, outputTokens: 0 };
    expect(table('cheap', 'dear', one)).toBe(10);
    expect(table('cheap', 'unknown', one)).toBe(1);
  });

  it('says nothing rather than something wrong', () => {
    const table = createCostTable({ plain: { input: 1, output: 1 }, 'gpt-4o': null });
    expect(table('plain', undefined, usage)).toBeUndefined();
    expect(
      table('plain', undefined, { inputTokens: 5, outputTokens: 1, inputDetails: { audio: 2, text: 3 } }),
    ).toBeUndefined();
    expect(table('gpt-4o', undefined, usage)).toBeUndefined();
    expect(table('plain', undefined, undefined)).toBeUndefined();
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
