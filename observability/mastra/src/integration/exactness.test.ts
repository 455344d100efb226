import { Agent, type AgentOptions } from '@mastra/core/agent';
import type { UsageStats } from '@mastra/core/observability';
import { createTool } from '@mastra/core/tools';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { InMemoryExporter } from '../index.ts';
import { type Script, scripted } from './models.ts';
import { expectWhole, observed } from './observed.ts';

/** What the first call of the model consumes, and the second one. No two numbers are alike, so none can stand in for another. */
const FIRST = {
  inputTokens: { total: 1000, noCache: 203, cacheRead: 640, cacheWrite: 157 },
  outputTokens: { total: 71, text: 43, reasoning: 28 },
};
const SECOND = {
  inputTokens: { total: 1200, noCache: 176, cacheRead: 1024, cacheWrite: 0 },
  outputTokens: { total: 19, text: 17, reasoning: 2 },
};
/** US dollars for a million tokens. */
const PRICE = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };

const AFTER_FIRST = {
  usage: {
    inputTokens: 1000,
    inputDetails: { text: 203, cacheRead: 640, cacheWrite: 157 },
    outputTokens: 71,
    outputDetails: { text: 43, reasoning: 28 },
  },
  costUsd: (203 * 3 + 640 * 0.3 + 157 * 3.75 + 71 * 15) / 1e6,
};
const AFTER_BOTH = {
  usage: {
    inputTokens: 2200,
    inputDetails: { text: 379, cacheRead: 1664, cacheWrite: 157 },
    outputTokens: 90,
    outputDetails: { text: 60, reasoning: 30 },
  },
  costUsd: (379 * 3 + 1664 * 0.3 + 157 * 3.75 + 90 * 15) / 1e6,
};

interface Ending {
  readonly second?: Script[number];
  readonly tool?: () => Promise<unknown>;
  readonly tripwire?: boolean;
  readonly expected: { readonly usage: UsageStats; readonly costUsd: number };
  readonly agent: string;
  readonly model: string;
  readonly toolCall: string;
  /** Whether there is an answer at all. */
  readonly answers: boolean;
}

const answer = { text: 'It is 21 degrees.', usage: SECOND };
const fine = { expected: AFTER_BOTH, agent: 'success', model: 'success', toolCall: 'success', answers: true };
const failing = { expected: AFTER_FIRST, toolCall: 'success', answers: false };

function endings(controller: AbortController): Readonly<Record<string, Ending>> {
  return {
    return: fine,
    'a tool error that the model handles': {
      ...fine,
      tool: async () => {
        throw new Error('no such city');
      },
      toolCall: 'error',
    },
    'a model that throws': {
      ...failing,
      second: () => {
        throw new Error('overloaded');
      },
      agent: 'error',
      model: 'error',
    },
    abort: {
      ...failing,
      second: ({ abortSignal }) => {
        controller.abort();
        return Promise.reject(abortSignal?.reason);
      },
      // An abort is no error, and no success.
      agent: 'aborted',
      model: 'aborted',
    },
    tripwire: { ...fine, tripwire: true, agent: 'tripwire' },
  };
}

const NAMES = Object.keys(endings(new AbortController()));
const SAMPLING = ['always', 'never'] as const;
const cases = NAMES.flatMap(name => SAMPLING.map(sampling => [name, sampling] as const));

describe.each(['generate', 'stream'] as const)('%s', how => {
  test.each(cases)('usage, cost and counters are exact after %s (traces are sampled: %s)', async (name, type) => {
    const controller = new AbortController();
    const ending = endings(controller)[name]!;
    const { mastra, memory } = observed(
      { agents: { weather: weatherAgent(ending) } },
      { sampling: { type }, metrics: { prices: { 'scripted-1': PRICE } }, environment: 'test' },
    );
    const options: AgentOptions = { abortSignal: controller.signal, modelSettings: { maxRetries: 0 } };
    const agent = mastra.getAgent('weather');
    const run = how === 'generate' ? agent.generate('?', options) : streamed(agent, options);
    if (ending.answers) expect((await run).usage).toEqual(ending.expected.usage);
    else await expect(run).rejects.toThrow();

    expectMetrics(memory, ending);
    if (type === 'never') {
      expect(memory.spans).toEqual([]);
      return;
    }
    expectWhole(memory);
    expectSpans(memory, ending);
  });
});

function weatherAgent({ second, tool, tripwire }: Ending): Agent {
  const getWeather = createTool({
    id: 'get-weather',
    description: '',
    inputSchema: z.object({ city: z.string() }),
    execute: tool ?? (async () => ({ celsius: 21 })),
  });
  const call = { id: 'c1', name: 'getWeather', input: { city: 'Oslo' } };
  return new Agent({
    id: 'weather',
    instructions: '',
    model: scripted({ toolCalls: [call], usage: FIRST }, second ?? answer),
    tools: { getWeather },
    outputProcessors: tripwire ? [{ id: 'guard', processOutputResult: ({ abort }) => abort('no weather') }] : [],
  });
}

async function streamed(agent: Agent, options: AgentOptions): Promise<{ readonly usage: UsageStats }> {
  const stream = await agent.stream('?', options);
  return { usage: await stream.usage };
}

function expectMetrics(memory: InMemoryExporter, { expected, agent, model, toolCall }: Ending): void {
  const { usage, costUsd } = expected;
  const ofAgent = { agent: 'weather', env: 'test', service: 'test' };
  const ofModel = { model: 'scripted-1', provider: 'test', agent: 'weather' };
  const ofTool = { tool: 'get-weather', agent: 'weather', env: 'test' };
  const once = { count: 1, sum: 1 };
  expect(totals(memory)).toEqual({
    mastra_agent_runs_started: { ...once, labels: ofAgent },
    mastra_agent_runs_ended: { ...once, labels: { ...ofAgent, status: agent } },
    mastra_agent_duration_ms: { count: 1, sum: expect.any(Number), labels: { ...ofAgent, status: agent } },
    mastra_model_requests_started: { ...once, labels: ofModel },
    mastra_model_requests_ended: { ...once, labels: { ...ofModel, status: model } },
    mastra_model_duration_ms: { count: 1, sum: expect.any(Number), labels: ofModel },
    mastra_model_input_tokens: { count: 1, sum: usage.inputTokens, labels: ofModel },
    mastra_model_output_tokens: { count: 1, sum: usage.outputTokens, labels: ofModel },
    mastra_model_cache_read_tokens: { count: 1, sum: usage.inputDetails?.cacheRead, labels: ofModel },
    mastra_model_cache_write_tokens: { count: 1, sum: usage.inputDetails?.cacheWrite, labels: ofModel },
    mastra_model_cost_usd: { count: 1, sum: expect.closeTo(costUsd, 12), labels: ofModel },
    mastra_tool_calls_started: { ...once, labels: ofTool },
    mastra_tool_calls_ended: { ...once, labels: { ...ofTool, status: toolCall } },
    mastra_tool_duration_ms: { count: 1, sum: expect.any(Number), labels: ofTool },
  });
}

/** Every metric by its name; those that only some of the endings have are looked at elsewhere. */
function totals(memory: InMemoryExporter): Record<string, unknown> {
  const all: Record<string, { count: number; sum: number; labels: unknown }> = {};
  for (const { name, value, labels } of memory.metrics) {
    if (name === 'mastra_model_time_to_first_token_ms' || name === 'mastra_processor_duration_ms') continue;
    const known = all[name];
    if (known) expect([name, labels]).toEqual([name, known.labels]);
    all[name] = { count: (known?.count ?? 0) + 1, sum: (known?.sum ?? 0) + value, labels };
  }
  return all;
}

function expectSpans(memory: InMemoryExporter, { expected }: Ending): void {
  const [generation, ...more] = memory.spansOfType('model_generation');
  expect(more).toEqual([]);
  expect(generation?.attributes?.usage).toEqual(expected.usage);
  const steps = memory.spansOfType('model_step').map(step => step.attributes?.usage as UsageStats | undefined);
  for (const total of ['inputTokens', 'outputTokens'] as const) {
    expect(steps.reduce((sum, usage) => sum + (usage?.[total] ?? 0), 0)).toBe(expected.usage[total]);
  }
}
