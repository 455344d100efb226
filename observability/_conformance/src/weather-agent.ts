import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import type { ObservabilityExporter } from '@mastra/core/observability';
import { createTool } from '@mastra/core/tools';
import { Observability } from '@mastra/observability';
import { expect } from 'vitest';
import { z } from 'zod';
import { weatherModel } from './scripted-model.ts';

/**
 * Lets an agent of the framework answer a question by means of a tool, scores the tool's call, puts a thumb up on the
 * whole, and ends when the exporter has delivered everything.
 */
export async function runWeatherAgent(exporter: ObservabilityExporter): Promise<{ readonly traceId: string }> {
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
  const observability = new Observability({ serviceName: 'weather-app', exporters: [exporter] });
  const mastra = new Mastra({ agents: { weather: agent }, observability });
  const { text, traceId } = await mastra.getAgent('weather').generate('Weather in Oslo?');
  await observability.addFeedback({ traceId, feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
  expect(text).toBe('21 °C');
  expect((await mastra.shutdown())?.pending ?? 0).toBe(0);
  return { traceId };
}
