import { Agent } from '@mastra/core/agent';
import { RequestContext } from '@mastra/core/request-context';
import { InMemoryStore } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DefaultExporter } from '../index.ts';
import { scripted, USAGE } from './models.ts';
import { expectWhole, observed, treeOf } from './observed.ts';

const getWeather = createTool({
  id: 'get-weather',
  description: 'Weather for a city',
  inputSchema: z.object({ city: z.string() }),
  outputSchema: z.object({ celsius: z.number() }),
  execute: async ({ city }, { logger, metrics, tracing }) => {
    logger.info('looking up', { city });
    metrics.counter('lookups').add(1, { city });
    tracing.currentSpan?.addScore({ scorerId: 'freshness', score: 1 });
    return { celsius: 21 };
  },
});

const toolThenText = () =>
  scripted({ toolCalls: [{ id: 'c1', name: 'getWeather', input: { city: 'Oslo' } }] }, { text: 'It is 21 degrees.' });

function weatherAgent(model = toolThenText()) {
  return new Agent({ id: 'weather', name: 'weather', instructions: 'Be brief.', model, tools: { getWeather } });
}

const TREE = `agent_run: agent run: 'weather'
  model_generation: llm: 'scripted-1'
    model_step: step: 0
      tool_call: tool: 'get-weather'
    model_step: step: 1`;

test('generate records the tree of a run, and answers what happened', async () => {
  const { mastra, memory } = observed({ agents: { weather: weatherAgent() } });
  const result = await mastra.getAgent('weather').generate('Weather in Oslo?', {
    tracingOptions: { sessionId: 's-1', threadId: 't-1', tags: ['demo'] },
    requestContext: new RequestContext([['tenant', 'acme']]),
  });
  expect(treeOf(memory)).toBe(TREE);
  expectWhole(memory);

  expect(result.text).toBe('It is 21 degrees.');
  expect(result.finishReason).toBe('stop');
  expect(result.usage).toEqual({
    inputTokens: 20,
    inputDetails: { text: 12, cacheRead: 8 },
    outputTokens: 10,
    outputDetails: { text: 6, reasoning: 4 },
  });
  expect(result.toolCalls.map(call => call.toolName)).toEqual(['getWeather']);
  expect(result.toolResults.map(one => one.output)).toEqual([{ celsius: 21 }]);
  const [root] = memory.rootSpans;
  expect(root).toMatchObject({
    traceId: result.traceId,
    id: result.spanId,
    runId: result.runId,
    sessionId: 's-1',
    threadId: 't-1',
    tags: ['demo'],
    entityType: 'agent',
    entityId: 'weather',
    input: [{ role: 'user', content: 'Weather in Oslo?' }],
    output: { text: 'It is 21 degrees.' },
    attributes: { instructions: 'Be brief.', availableTools: ['getWeather'] },
  });
});

test('stream records the same tree and answers at once', async () => {
  const { mastra, memory } = observed({ agents: { weather: weatherAgent() } });
  const stream = await mastra.getAgent('weather').stream('Weather in Oslo?');
  expect(stream.traceId).toMatch(/^[0-9a-f]{32}$/);
  let text = '';
  for await (const piece of stream.textStream) text += piece;
  expect(text).toBe('It is 21 degrees.');
  expect(await stream.text).toBe(text);
  expect(await stream.usage).toMatchObject({ inputTokens: 20, outputTokens: 10 });
  expect(await stream.finishReason).toBe('stop');
  expect(treeOf(memory)).toBe(TREE);
  expectWhole(memory);
});

test('the spans of the model say what it was asked, what it answered and what it cost', async () => {
  const { mastra, memory } = observed({ agents: { weather: weatherAgent() } });
  await mastra.getAgent('weather').generate('Weather in Oslo?', { modelSettings: { temperature: 0.3 } });
  const [generation] = memory.spansOfType('model_generation');
  expect(generation?.attributes).toMatchObject({
    model: 'scripted-1',
    provider: 'test',
    streaming: false,
    parameters: { temperature: 0.3 },
    tools: ['getWeather'],
    finishReason: 'stop',
    responseModel: 'scripted-1-dated',
    usage: { inputTokens: 20, outputTokens: 10 },
  });
  expect(generation?.input).toEqual({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Weather in Oslo?' },
    ],
  });
  expect(generation?.output).toEqual({ text: 'It is 21 degrees.' });
  const [first, second] = memory.spansOfType('model_step');
  expect(first?.attributes).toMatchObject({ stepIndex: 0, finishReason: 'tool-calls', isContinued: true });
  expect(first?.attributes).toMatchObject({ usage: { inputTokens: USAGE.inputTokens.total } });
  expect(first?.attributes).toMatchObject({ model: 'scripted-1', provider: 'test' });
  expect(first?.input).toEqual({
    instructions: 'Be brief.',
    messages: [{ role: 'user', content: 'Weather in Oslo?' }],
  });
  expect(second?.attributes).toMatchObject({ stepIndex: 1, finishReason: 'stop', isContinued: false });
  // A step holds all that the model was sent in it.
  expect(second?.input).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'tool' }] });
});

test('logs, metrics and scores of a tool belong to its call', async () => {
  const { mastra, memory } = observed({ agents: { weather: weatherAgent() } });
  const { runId } = await mastra.getAgent('weather').generate('Weather in Oslo?');
  await mastra.observability.flush();
  const [call] = memory.spansOfType('tool_call');
  expect(call).toMatchObject({
    entityType: 'tool',
    entityId: 'get-weather',
    parentEntityId: 'weather',
    input: { city: 'Oslo' },
    output: { celsius: 21 },
    attributes: { toolCallId: 'c1', toolDescription: 'Weather for a city', success: true },
  });
  expect(memory.logs).toMatchObject([{ message: 'looking up', spanId: call?.id, correlationContext: { runId } }]);
  expect(memory.metricsNamed('lookups')).toMatchObject([{ spanId: call?.id, value: 1 }]);
  expect(memory.scores).toMatchObject([{ scorerId: 'freshness', spanId: call?.id, traceId: call?.traceId }]);
});

test('a tool is found by its id as well as by its key', async () => {
  const model = scripted({ toolCalls: [{ id: 'c1', name: 'get-weather', input: { city: 'Oslo' } }] }, { text: 'ok' });
  const { mastra, memory } = observed({ agents: { weather: weatherAgent(model) } });
  await mastra.getAgent('weather').generate('?');
  expect(memory.spansOfType('tool_call')).toMatchObject([{ name: "tool: 'get-weather'", output: { celsius: 21 } }]);
});

test('the first token has its time when streaming, and chunks are recorded where asked for', async () => {
  const { mastra, memory } = observed(
    { agents: { a: new Agent({ id: 'a', instructions: '', model: scripted({ text: 'one two' }) }) } },
    { includeModelChunks: true },
  );
  await (await mastra.getAgent('a').stream('?')).text;
  const [generation] = memory.spansOfType('model_generation');
  expect(new Date(generation?.attributes?.completionStartTime as string).getTime()).toBeGreaterThan(0);
  expect(memory.spansOfType('model_chunk').map(chunk => chunk.name)).toContain("chunk: 'text-delta'");
  expectWhole(memory);
});

test('processors have spans, and may change what goes in and what comes out', async () => {
  const agent = new Agent({
    id: 'a',
    instructions: '',
    model: scripted(({ prompt }) => ({ text: JSON.stringify(prompt).includes('shout') ? 'loud words' : 'quiet' })),
    inputProcessors: [
      {
        id: 'louder',
        processInput: ({ messages, logger }) => {
          logger.info('in');
          return [...messages, { role: 'user', content: 'shout' }];
        },
      },
    ],
    outputProcessors: [
      {
        id: 'upper',
        processOutputStream: ({ part }) =>
          part.type === 'text-delta' ? { ...part, text: part.text.toUpperCase() } : part,
        processOutputResult: ({ text }) => ({ text: `${text.toUpperCase()}!` }),
      },
    ],
  });
  const { mastra, memory } = observed({ agents: { a: agent } });
  expect((await mastra.getAgent('a').generate('hello')).text).toBe('LOUD WORDS!');
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'a'
  processor_run: input processor: 'louder'
  model_generation: llm: 'scripted-1'
    model_step: step: 0
  processor_run: output processor: 'upper'`);
  const [input] = memory.spansOfType('processor_run');
  expect(input).toMatchObject({ entityType: 'input_processor', attributes: { phase: 'input', processorIndex: 0 } });
  expect(memory.logs).toMatchObject([{ message: 'in', spanId: input?.id }]);

  memory.clear();
  const stream = await mastra.getAgent('a').stream('hello');
  const pieces: string[] = [];
  for await (const piece of stream.textStream) pieces.push(piece);
  expect(pieces).toEqual(['LOUD ', 'WORDS']);
  expect(memory.spansOfType('processor_run').map(span => span.attributes?.phase)).toEqual([
    'input',
    'output_stream',
    'output_result',
  ]);
  expectWhole(memory);
});

test('an object is answered where a shape is asked for', async () => {
  const model = scripted({ text: '{"days":3}' });
  const { mastra, memory } = observed({ agents: { a: new Agent({ id: 'a', instructions: '', model }) } });
  const { object } = await mastra.getAgent('a').generate('?', { output: z.object({ days: z.number() }) });
  expect(object?.days).toBe(3);
  expect(memory.rootSpans).toMatchObject([{ output: { object: { days: 3 } } }]);
});

test('a trace is read back as a tree, and takes scores and feedback later', async () => {
  const storage = new InMemoryStore();
  const { mastra } = observed({ agents: { weather: weatherAgent() }, storage }, { exporters: [new DefaultExporter()] });
  const { traceId } = await mastra.getAgent('weather').generate('Weather in Oslo?');
  await mastra.observability.flush();
  const trace = await mastra.getTrace(traceId);
  expect(trace?.rootSpan.name).toBe("agent run: 'weather'");
  expect(trace?.rootSpan.children[0]?.children.map(span => span.name)).toEqual(['step: 0', 'step: 1']);
  const tool = trace?.spans.find(span => span.spanType === 'tool_call');
  expect(trace?.getSpan(tool?.spanId ?? '')).toBe(tool);
  expect(trace?.getSpan('0000000000000000')).toBeNull();
  await trace?.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
  await tool?.addScore([
    { scorerId: 'a', score: 1 },
    { scorerId: 'b', score: 0 },
  ]);
  await mastra.observability.flush();
  const store = await mastra.getStorage().getStore('observability');
  expect((await store?.listFeedback({ filters: { traceId } }))?.feedback).toMatchObject([{ value: 'up' }]);
  const scores = (await store?.listScores({ filters: { spanId: tool?.spanId } }))?.scores ?? [];
  expect(scores.map(score => score.scorerId).sort()).toEqual(['a', 'b', 'freshness']);
  expect(await mastra.getTrace('0'.repeat(32))).toBeNull();
  await mastra.shutdown();
});
