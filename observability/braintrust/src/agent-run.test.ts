import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { Observability } from '@mastra/observability';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { BraintrustExporter } from './exporter.ts';
import { API_KEY, FakeBraintrust } from './testing/fake-braintrust.ts';
import { weatherModel } from './testing/model.ts';

test("an agent's real run arrives as one tree, and its tokens add up to what it used", async () => {
  const braintrust = await FakeBraintrust.start();
  const getWeather = createTool({
    id: 'get-weather',
    description: 'Weather for a city',
    inputSchema: z.object({ city: z.string() }),
    execute: async (_, { tracing }) => {
      tracing.currentSpan?.addScore({ scorerId: 'freshness', score: 1 });
      return { celsius: 21 };
    },
  });
  const agent = new Agent({
    id: 'weather',
    name: 'weather',
    instructions: 'Tell the weather.',
    model: weatherModel(),
    tools: { getWeather },
  });
  const observability = new Observability({
    serviceName: 'weather-app',
    exporters: [new BraintrustExporter({ apiKey: API_KEY, appUrl: braintrust.url })],
  });
  const mastra = new Mastra({ agents: { weather: agent }, observability });
  const { text, traceId } = await mastra.getAgent('weather').generate('Weather in Oslo?');
  await observability.addFeedback({ traceId, feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
  expect(text).toBe('21 °C');
  expect((await mastra.shutdown())?.pending ?? 0).toBe(0);

  const rows = [...braintrust.rows.values()];
  const byId = new Map(rows.map(row => [row.span_id, row]));
  const pathOf = (row: (typeof rows)[number] | undefined): string =>
    row ? `${pathOf(byId.get(row.span_parents?.[0]))}/${row.span_attributes?.name}` : '';
  expect(rows.map(pathOf).sort()).toEqual([
    "/agent run: 'weather'",
    "/agent run: 'weather'/llm: 'gpt-5'",
    "/agent run: 'weather'/llm: 'gpt-5'/step: 0",
    "/agent run: 'weather'/llm: 'gpt-5'/step: 0/tool: 'get-weather'",
    "/agent run: 'weather'/llm: 'gpt-5'/step: 0/tool: 'get-weather'/freshness",
    "/agent run: 'weather'/llm: 'gpt-5'/step: 1",
  ]);
  const sum = (name: string) => rows.reduce((total, row) => total + (row.metrics?.[name] ?? 0), 0);
  expect({
    tokens: sum('tokens'),
    prompt: sum('prompt_tokens'),
    cached: sum('prompt_cached_tokens'),
    reasoning: sum('completion_reasoning_tokens'),
  }).toEqual({ tokens: 30, prompt: 20, cached: 8, reasoning: 4 });
  expect(braintrust.rows.get(traceId)).toMatchObject({ scores: { thumbs: 1 }, span_attributes: { type: 'task' } });
  await braintrust.stop();
});
