import { runWeatherAgent } from '@mastra/exporter-conformance';
import { expect, test } from 'vitest';
import { BraintrustExporter } from './exporter.ts';
import { API_KEY, FakeBraintrust } from './testing/fake-braintrust.ts';

test("an agent's real run arrives as one tree, and its tokens add up to what it used", async () => {
  const braintrust = await FakeBraintrust.start();
  const { traceId } = await runWeatherAgent(new BraintrustExporter({ apiKey: API_KEY, appUrl: braintrust.url }));

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
