import { aiSdkTelemetry, Mastra } from '@mastra/core';
import type { UsageStats } from '@mastra/core/observability';
import { generateText, streamText } from 'ai';
import { expect, test } from 'vitest';
import { InMemoryExporter, Observability } from '../../index.ts';
import { ProviderServer } from './provider-server.ts';
import { USAGE_SHAPES, type UsageShape } from './shapes.ts';

const ways = USAGE_SHAPES.flatMap(shape =>
  // Bedrock streams in a binary form of its own.
  (shape.protocol === 'bedrock' ? (['generate'] as const) : (['generate', 'stream'] as const)).map(
    way => [`${shape.provider}: ${shape.what} (${way})`, way, shape] as const,
  ),
);

test.each(ways)('%s', async (_, way, { protocol, sent, model, recorded, costUsd }) => {
  const server = await ProviderServer.start(protocol, sent);
  const memory = new InMemoryExporter();
  const observability = new Observability({ serviceName: 'shapes', exporters: [memory], logLevel: 'silent' });
  const mastra = new Mastra({ observability });
  const call = { model: model(server.url), prompt: '?', telemetry: { integrations: [aiSdkTelemetry(mastra)] } };
  try {
    if (way === 'generate') await generateText({ ...call, maxRetries: 0 });
    else await streamText(call).consumeStream();
    for (const type of ['model_step', 'model_generation'] as const) {
      const [span] = memory.spansOfType(type);
      const { usage, costUsd: cost } = (span?.attributes ?? {}) as { usage?: UsageStats; costUsd?: number };
      expect(withoutZeros(usage)).toEqual(withoutZeros(recorded));
      expect(cost).toBe(costUsd);
    }
  } finally {
    await server.stop();
  }
});

test('every shape that is written down sums up to its totals', () => {
  const sum = (details: object | undefined) => Object.values(details ?? {}).reduce((a: number, b: number) => a + b, 0);
  const wrong = (shape: UsageShape) =>
    sum(shape.recorded.inputDetails) !== shape.recorded.inputTokens ||
    sum(shape.recorded.outputDetails) !== shape.recorded.outputTokens;
  expect(USAGE_SHAPES.filter(wrong)).toEqual([]);
});

/** A kind that a provider counts as 0 is as good as one that it does not name. */
function withoutZeros(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== 0 && inner !== undefined)
      .map(([key, inner]) => [key, withoutZeros(inner)]),
  );
}
