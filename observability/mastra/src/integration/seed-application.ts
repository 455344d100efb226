import { Writable } from 'node:stream';
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import type { ObservabilityConfig, ObservabilityEvent } from '@mastra/core/observability';
import type { MastraStorage } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { DefaultExporter, InMemoryExporter, JsonExporter } from '../index.ts';
import { type ModelCall, scripted } from './models.ts';

const city = z.object({ city: z.string() });

const getWeather = createTool({
  id: 'get-weather',
  description: 'Weather for a city',
  inputSchema: city,
  execute: async ({ city }, { logger, metrics, tracing, mastra }) => {
    logger.info(`looking up the weather in ${city}`, { city });
    metrics.counter('lookups').add(1, { city, session_id: tracing.sessionId ?? 'none' });
    tracing.currentSpan?.addScore({ scorerId: 'freshness', score: 0.5 });
    tracing.currentSpan?.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'tool', value: 'up' });
    if (city === 'Atlantis') throw new Error('Atlantis is not there any more');
    const advice = await mastra!.getWorkflow('advice').createRun();
    return { celsius: 21, advice: (await advice.start({ inputData: { city } })).result };
  },
});

const dress = createStep({
  id: 'dress',
  inputSchema: city,
  execute: async ({ inputData, logger, mastra }) => {
    logger.warn('asking the stylist', { city: inputData.city });
    return (await mastra!.getAgent('stylist').generate('What do I wear?')).text;
  },
});

/** Asks for the weather in the city that the user names, then tells it. */
function weatherScript({ prompt }: ModelCall) {
  const last = prompt.at(-1) as { readonly role: string };
  if (last.role === 'tool') return { text: 'It is 21 degrees.' };
  const [, asked = 'Oslo'] = /in (\w+)\?/.exec(JSON.stringify(last)) ?? [];
  return { toolCalls: [{ id: 'c1', name: 'getWeather', input: { city: asked } }] };
}

/**
 * An application as the seeds have it in mind: an agent calls a tool, the tool starts a workflow, a step of that asks
 * another agent. It writes into a store through the DefaultExporter, and as lines of JSON.
 */
export async function seedApplication(storage: MastraStorage, options: Partial<ObservabilityConfig> = {}) {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(...String(chunk).split('\n').filter(Boolean));
      done();
    },
  });
  const memory = new InMemoryExporter();
  const mastra = new Mastra({
    agents: {
      weather: new Agent({ id: 'weather', instructions: '', model: scripted(weatherScript), tools: { getWeather } }),
      stylist: new Agent({ id: 'stylist', instructions: '', model: scripted({ text: 'A jacket.' }) }),
    },
    workflows: { advice: createWorkflow({ id: 'advice', inputSchema: city }).then(dress).commit() },
    storage,
    observability: {
      serviceName: 'seeds',
      environment: 'test',
      logLevel: 'debug',
      exporters: [new DefaultExporter(), new JsonExporter({ stream }), memory],
      ...options,
    },
    logger: 'silent',
  });
  const store = (await storage.getStore('observability'))!;
  return {
    mastra,
    store,
    memory,
    /** What the JsonExporter wrote. */
    json: () => lines.map(line => JSON.parse(line) as ObservabilityEvent),
    /** A whole run, all of whose signals have arrived. */
    async ask(city = 'Oslo', sessionId?: string) {
      const result = await mastra
        .getAgent('weather')
        .generate(`Weather in ${city}?`, { tracingOptions: { sessionId } });
      await mastra.observability.flush();
      return result;
    },
  };
}

export type SeedApplication = Awaited<ReturnType<typeof seedApplication>>;
