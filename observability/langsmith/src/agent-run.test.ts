import { runWeatherAgent } from '@mastra/exporter-conformance';
import { expect, test } from 'vitest';
import { LangSmithExporter } from './exporter.ts';
import { API_KEY, FakeLangSmith } from './testing/fake-langsmith.ts';

test("an agent's real run arrives as one trace, and its tokens add up to what it used", async () => {
  const langsmith = await FakeLangSmith.start();
  const { traceId } = await runWeatherAgent(new LangSmithExporter({ apiKey: API_KEY, apiUrl: langsmith.url }));

  const runs = [...langsmith.runs.values()];
  const pathOf = (order: string) =>
    order
      .split('.')
      .map(segment => langsmith.runs.get(segment.slice(-36))?.name)
      .join('/');
  const inOrder = runs.map(run => run.dotted_order).sort();
  expect(inOrder.map(pathOf)).toEqual([
    "agent run: 'weather'",
    "agent run: 'weather'/llm: 'gpt-5'",
    "agent run: 'weather'/llm: 'gpt-5'/step: 0",
    "agent run: 'weather'/llm: 'gpt-5'/step: 0/tool: 'get-weather'",
    "agent run: 'weather'/llm: 'gpt-5'/step: 1",
  ]);
  // A path is made of the very starts that its runs have.
  for (const order of inOrder) {
    for (const segment of order.split('.')) {
      const run = langsmith.runs.get(segment.slice(-36))!;
      expect(segment.slice(0, -36)).toBe(String(run.start_time).replace(/[-:.]/g, ''));
    }
  }
  const usages = runs.map(run => run.extra?.metadata?.usage_metadata).filter(usage => usage !== undefined);
  expect(usages).toEqual([
    {
      input_tokens: 20,
      output_tokens: 10,
      total_tokens: 30,
      total_cost: expect.closeTo(0.000116, 9),
      input_token_details: { cache_read: 8 },
      output_token_details: { reasoning: 4 },
    },
  ]);
  const judged = [...langsmith.feedback.values()].map(({ key, run_id }) => [key, langsmith.runs.get(run_id)?.name]);
  expect(judged.sort()).toEqual([
    ['freshness', "tool: 'get-weather'"],
    ['thumbs', "agent run: 'weather'"],
  ]);
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  await langsmith.stop();
});
