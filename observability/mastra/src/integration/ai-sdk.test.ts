import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { aiSdkTelemetry } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import {
  type Tool as AiTool,
  APICallError,
  embed,
  embedMany,
  generateText,
  isStepCount,
  Output,
  registerTelemetry,
  rerank,
  streamText,
  tool,
} from 'ai';
import { MockEmbeddingModelV4, MockRerankingModelV4 } from 'ai/test';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { scripted } from './models.ts';
import { expectWhole, observed, treeOf } from './observed.ts';

function plain() {
  const { mastra, memory } = observed({});
  return { mastra, memory, telemetry: { integrations: [aiSdkTelemetry(mastra)] } };
}

const long = 'word '.repeat(200);
const lookup = { toolCalls: [{ id: 'c', name: 'lookup', input: { city: 'Oslo' } }] };

test('generateText without an agent: the generation is the root', async () => {
  const { mastra, memory, telemetry } = plain();
  const tools = {
    lookup: tool({
      description: 'Looks up',
      inputSchema: z.object({ city: z.string() }),
      execute: async ({ city }) => {
        mastra.logger.info('in the tool');
        return city.length;
      },
    }),
  };
  const model = scripted(lookup, { text: 'four' });
  const headers = { authorization: 'Bearer top-secret' };
  const { text } = await generateText({ model, prompt: '?', headers, tools, stopWhen: isStepCount(3), telemetry });
  expect(text).toBe('four');
  expect(treeOf(memory)).toBe(`model_generation: llm: 'scripted-1'
  model_step: step: 0
    tool_call: tool: 'lookup'
  model_step: step: 1`);
  const [call] = memory.spansOfType('tool_call');
  expect(call).toMatchObject({ input: { city: 'Oslo' }, output: 4, attributes: { toolDescription: 'Looks up' } });
  expect(memory.logs).toMatchObject([{ spanId: call?.id }]);
  expect(JSON.stringify(memory.events)).not.toContain('top-secret');
  expectWhole(memory);
});

test('a tool of createTool works in generateText too, with one span and its own id', async () => {
  const { memory, telemetry } = plain();
  const own = createTool({
    id: 'look-up',
    description: 'Looks up',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }, { logger }) => {
      logger.info('in the tool');
      return city.length;
    },
  });
  const model = scripted(lookup, { text: 'four' });
  // The types of `ai` have no room for a tool's id; at run time it is welcome.
  const tools = { lookup: own as unknown as AiTool };
  await generateText({ model, prompt: '?', tools, stopWhen: isStepCount(3), telemetry });
  const calls = memory.spansOfType('tool_call');
  expect(calls).toMatchObject([{ name: "tool: 'look-up'", output: 4 }]);
  expect(memory.logs).toMatchObject([{ spanId: calls[0]?.id }]);
  expectWhole(memory);
});

test('streamText: read, failed, aborted, and cut short', async () => {
  const read = plain();
  await streamText({ model: scripted({ text: 'one two' }), prompt: '?', telemetry: read.telemetry }).text;
  expect(treeOf(read.memory)).toBe(`model_generation: llm: 'scripted-1'
  model_step: step: 0`);
  expect(read.memory.rootSpans[0]).toMatchObject({ output: { text: 'one two' }, attributes: { streaming: true } });
  expectWhole(read.memory);

  const failed = plain();
  const model = scripted({ text: 'one', streamError: new Error('mid') });
  await streamText({ model, prompt: '?', telemetry: failed.telemetry, onError: () => undefined }).consumeStream();
  expect(failed.memory.spans.map(span => span.errorInfo?.message)).toEqual(['mid', 'mid']);
  expectWhole(failed.memory);

  const aborted = plain();
  const abort = new AbortController();
  const hanging = scripted({ text: 'one two', hang: true });
  const stream = streamText({ model: hanging, prompt: '?', telemetry: aborted.telemetry, abortSignal: abort.signal });
  for await (const _ of stream.textStream) abort.abort();
  expect(aborted.memory.spans.map(span => span.endReason)).toEqual(['aborted', 'aborted']);
  expectWhole(aborted.memory);

  const left = plain();
  for await (const _ of streamText({ model: hanging, prompt: '?', telemetry: left.telemetry }).textStream) break;
  await left.mastra.shutdown();
  expectWhole(left.memory);
});

test('a stream that was dropped halfway ends as abandoned when it is garbage', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { memory, telemetry } = plain();
  const drop = async () => {
    for await (const _ of streamText({ model: scripted({ text: long }), prompt: '?', telemetry }).textStream) break;
  };
  await drop();
  await vi.waitFor(
    () => {
      collect();
      expect(memory.rootSpans).toMatchObject([{ endReason: 'abandoned' }]);
    },
    { timeout: 10_000 },
  );
  expectWhole(memory);
});

test('a call that was retried counts its attempts, and its tokens once', async () => {
  const { memory, telemetry } = plain();
  const flaky = () => {
    throw new APICallError({
      message: 'slow down',
      url: '',
      requestBodyValues: {},
      statusCode: 429,
      responseHeaders: { 'retry-after-ms': '1' },
      isRetryable: true,
    });
  };
  await generateText({ model: scripted(flaky, { text: 'ok' }), prompt: '?', telemetry });
  expect(memory.spansOfType('model_step')).toMatchObject([{ attributes: { attempts: 2, usage: { inputTokens: 10 } } }]);
  expect(memory.rootSpans).toMatchObject([{ attributes: { usage: { inputTokens: 10 } } }]);
  expectWhole(memory);
});

test('a shape that the answer does not fit fails the call', async () => {
  const { memory, telemetry } = plain();
  const output = Output.object({ schema: z.object({ a: z.number() }) });
  await expect(generateText({ model: scripted({ text: '{}' }), prompt: '?', output, telemetry })).rejects.toThrow();
  expectWhole(memory);
});

test('recordInputs and recordOutputs of a call are heeded', async () => {
  const { memory, telemetry } = plain();
  const tools = { lookup: tool({ inputSchema: z.object({ city: z.string() }), execute: async () => 'SECRET-OUT' }) };
  const model = scripted(lookup, { text: 'SECRET-OUT' });
  await generateText({
    model,
    prompt: 'SECRET-IN',
    tools,
    stopWhen: isStepCount(2),
    telemetry: { ...telemetry, recordInputs: false, recordOutputs: false },
  });
  expect(JSON.stringify(memory.spans)).not.toMatch(/SECRET|Oslo/);
  expectWhole(memory);
});

test('embeddings and reranking', async () => {
  const { memory, telemetry } = plain();
  const embedding = new MockEmbeddingModelV4({
    provider: 'test',
    modelId: 'vectors',
    maxEmbeddingsPerCall: 1,
    supportsParallelCalls: true,
    doEmbed: async ({ values }) => ({ embeddings: values.map(() => [1, 2, 3]), usage: { tokens: 4 }, warnings: [] }),
  });
  await embed({ model: embedding, value: 'a', telemetry });
  await embedMany({ model: embedding, values: ['a', 'b'], telemetry });
  const ranking = new MockRerankingModelV4({
    modelId: 'ranker',
    doRerank: async () => ({ ranking: [{ index: 1, relevanceScore: 0.9 }] }),
  });
  await rerank({ model: ranking, query: 'q', documents: ['a', 'b'], telemetry });
  expect(memory.spans).toMatchObject([
    {
      type: 'rag_embedding',
      name: "embed: 'vectors'",
      input: 'a',
      output: { count: 1, dimensions: 3 },
      attributes: { usage: { inputTokens: 4 } },
    },
    { type: 'rag_embedding', output: { count: 2, dimensions: 3 }, attributes: { modelCalls: 2 } },
    {
      type: 'rag_action',
      name: "rerank: 'ranker'",
      input: { query: 'q', documents: ['a', 'b'] },
      output: { ranking: [{ index: 1, score: 0.9 }] },
    },
  ]);
  expectWhole(memory, 3);
});

test('registered for the whole process it observes every call, an agent once, and other integrations go on', async () => {
  const { mastra, memory } = observed({
    agents: { a: new Agent({ id: 'a', instructions: '', model: scripted({ text: 'hi' }) }) },
  });
  const heard: string[] = [];
  registerTelemetry(aiSdkTelemetry(mastra), { onStart: event => void heard.push(event.operationId) });
  try {
    await generateText({ model: scripted({ text: 'hi' }), prompt: '?' });
    await mastra.getAgent('a').generate('?');
  } finally {
    globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = [];
  }
  expect(treeOf(memory)).toBe(`model_generation: llm: 'scripted-1'
  model_step: step: 0
agent_run: agent run: 'a'
  model_generation: llm: 'scripted-1'
    model_step: step: 0`);
  expect(heard).toEqual(['ai.generateText', 'ai.generateText']);
  expectWhole(memory, 2);
});

test('an application without observability changes nothing', async () => {
  const { Mastra } = await import('@mastra/core');
  const agent = new Agent({ id: 'a', instructions: '', model: scripted({ text: 'hi' }) });
  const mastra = new Mastra({ agents: { a: agent } });
  const { text, traceId, usage } = await mastra.getAgent('a').generate('?');
  expect({ text, traceId }).toEqual({ text: 'hi', traceId: '' });
  expect(usage.inputTokens).toBe(10);
  const telemetry = { integrations: [aiSdkTelemetry(mastra)] };
  expect((await generateText({ model: scripted({ text: 'yo' }), prompt: '?', telemetry })).text).toBe('yo');
  expect(await mastra.observability.flush()).toMatchObject({ delivered: 0 });
  expect(mastra.observability.health()).toEqual({ status: 'ok', exporters: {} });
});
