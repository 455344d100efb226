import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Agent, type AgentConfig } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Answer, type ModelCall, scripted } from './models.ts';
import { expectWhole, observed, treeOf } from './observed.ts';

const boom = new Error('model boom');
const fail = () => {
  throw boom;
};
const untilAborted = ({ abortSignal }: ModelCall) =>
  new Promise<Answer>((_, reject) => {
    abortSignal?.addEventListener('abort', () => reject(abortSignal.reason), { once: true });
  });

function application(config: Partial<AgentConfig>) {
  const agent = new Agent({ id: 'a', instructions: '', model: scripted({ text: 'hi' }), ...config });
  const { mastra, memory } = observed({ agents: { a: agent } });
  return { agent: mastra.getAgent('a'), mastra, memory };
}

/** A tool, and the moment in which it is called. */
function gate(execute: (signal: AbortSignal | undefined) => Promise<unknown>) {
  const entered = Promise.withResolvers<void>();
  const tool = createTool({
    id: 'gate',
    description: 'Waits',
    inputSchema: z.object({}),
    execute: (_, { abortSignal }) => {
      entered.resolve();
      return execute(abortSignal);
    },
  });
  return { tool, entered: entered.promise };
}

const callGate = { toolCalls: [{ id: 'c1', name: 'gate', input: {} }] };

test('a failing model: generate rejects with its error, and every span tells of it', async () => {
  const { agent, memory } = application({ model: scripted(fail), modelSettings: { maxRetries: 0 } });
  await expect(agent.generate('?')).rejects.toBe(boom);
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'a' !
  model_generation: llm: 'scripted-1' !
    model_step: step: 0 !`);
  expect(memory.rootSpans[0]?.errorInfo?.message).toBe('model boom');
  expectWhole(memory);
});

test('a model that fails at its second step keeps the usage of the first', async () => {
  const tool = createTool({ id: 't', description: '', inputSchema: z.object({}), execute: async () => 1 });
  const model = () => scripted({ toolCalls: [{ id: 'c', name: 't', input: {} }] }, fail);
  for (const way of ['generate', 'stream'] as const) {
    const { agent, memory } = application({ model: model(), tools: { t: tool }, modelSettings: { maxRetries: 0 } });
    if (way === 'generate') await expect(agent.generate('?')).rejects.toBe(boom);
    else await expect((await agent.stream('?')).text).rejects.toBe(boom);
    expect(treeOf(memory)).toBe(`agent_run: agent run: 'a' !
  model_generation: llm: 'scripted-1' !
    model_step: step: 0
      tool_call: tool: 't'
    model_step: step: 1 !`);
    expect(memory.spansOfType('model_generation')[0]?.attributes?.usage).toMatchObject({ inputTokens: 10 });
    expectWhole(memory);
  }
});

test('a stream that fails halfway: text so far, then the error, for every reader', async () => {
  const { agent, memory } = application({ model: scripted({ text: 'one two', streamError: boom }) });
  const stream = await agent.stream('?');
  const pieces: string[] = [];
  const read = async () => {
    for await (const piece of stream.textStream) pieces.push(piece);
  };
  await expect(read()).rejects.toBe(boom);
  expect(pieces).toEqual(['one ', 'two']);
  const types: string[] = [];
  for await (const part of stream.fullStream) types.push(part.type);
  expect(types.at(-1)).toBe('error');
  await expect(stream.usage).rejects.toBe(boom);
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'a' !
  model_generation: llm: 'scripted-1' !
    model_step: step: 0 !`);
  expectWhole(memory);
});

test('a failing tool is an answer for the model, and an error in its own span', async () => {
  const tool = createTool({ id: 't', description: '', inputSchema: z.object({}), execute: fail });
  const model = scripted({ toolCalls: [{ id: 'c', name: 't', input: {} }] }, { text: 'sorry' });
  const { agent, memory } = application({ model, tools: { t: tool } });
  expect((await agent.generate('?')).text).toBe('sorry');
  expect(memory.spansOfType('tool_call')).toMatchObject([
    { errorInfo: { message: 'model boom' }, attributes: { success: false } },
  ]);
  expect(memory.rootSpans[0]?.errorInfo).toBeUndefined();
  expectWhole(memory);
});

test('wrong arguments and unknown tools are failed calls', async () => {
  const tool = createTool({
    id: 't',
    description: '',
    inputSchema: z.object({ n: z.number() }),
    execute: async () => 1,
  });
  const calls = [
    { id: 'c1', name: 't', input: { n: 'x' } },
    { id: 'c2', name: 'nope', input: {} },
  ];
  const { agent, memory } = application({ model: scripted({ toolCalls: calls }, { text: 'ok' }), tools: { t: tool } });
  await agent.generate('?');
  const spans = memory.spansOfType('tool_call');
  expect(spans.map(span => [span.name, span.errorInfo !== undefined])).toEqual([
    ["tool: 't'", true],
    ["tool: 'nope'", true],
  ]);
  expectWhole(memory);
});

test('an abort while the model works', async () => {
  for (const way of ['generate', 'stream'] as const) {
    const called = Promise.withResolvers<void>();
    const model = scripted(call => {
      called.resolve();
      return untilAborted(call);
    });
    const { agent, memory } = application({ model });
    const abort = new AbortController();
    const options = { abortSignal: abort.signal };
    const text = way === 'generate' ? agent.generate('?', options) : (await agent.stream('?', options)).text;
    const outcome = expect(text).rejects.toMatchObject({ name: 'AbortError' });
    await called.promise;
    abort.abort();
    await outcome;
    expect(treeOf(memory)).toBe(`agent_run: agent run: 'a' [aborted]
  model_generation: llm: 'scripted-1' [aborted]
    model_step: step: 0 [aborted]`);
    expectWhole(memory);
  }
});

test('an abort while a tool works that never listens: the run ends all the same', async () => {
  for (const way of ['generate', 'stream'] as const) {
    const { tool, entered } = gate(() => new Promise(() => undefined));
    const { agent, memory } = application({ model: scripted(callGate), tools: { gate: tool } });
    const abort = new AbortController();
    const options = { abortSignal: abort.signal };
    const done = way === 'generate' ? agent.generate('?', options) : (await agent.stream('?', options)).steps;
    const outcome = expect(done).rejects.toMatchObject({ name: 'AbortError' });
    await entered;
    abort.abort();
    await outcome;
    expect(treeOf(memory)).toBe(`agent_run: agent run: 'a' [aborted]
  model_generation: llm: 'scripted-1' [aborted]
    model_step: step: 0 [aborted]
      tool_call: tool: 'gate' [aborted]`);
    // The model had answered: its tokens are paid for.
    expect(memory.spansOfType('model_generation')[0]?.attributes?.usage).toMatchObject({ inputTokens: 10 });
    expectWhole(memory);
  }
});

test('a signal that is aborted before the run: the model is never called', async () => {
  const { agent, memory } = application({});
  await expect(agent.generate('?', { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  await expect((await agent.stream('?', { abortSignal: AbortSignal.abort() })).text).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(memory.spans.map(span => [span.type, span.endReason])).toEqual([
    ['agent_run', 'aborted'],
    ['agent_run', 'aborted'],
  ]);
  expectWhole(memory, 2);
});

test('a timeout is told apart from an abort', async () => {
  const { agent, memory } = application({ model: scripted(untilAborted) });
  await expect(agent.generate('?', { abortSignal: AbortSignal.timeout(1) })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  await expect((await agent.stream('?', { modelSettings: { timeout: 1 } })).text).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(memory.rootSpans.map(span => span.endReason)).toEqual(['timeout', 'timeout']);
  expectWhole(memory, 2);
});

test('a reader who breaks off ends the run', async () => {
  const { agent, memory } = application({ model: scripted({ text: 'one two three', hang: true }) });
  const stream = await agent.stream('?');
  for await (const piece of stream.textStream) {
    expect(piece).toBe('one ');
    break;
  }
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'a' [aborted]
  model_generation: llm: 'scripted-1' [aborted]
    model_step: step: 0 [aborted]`);
  expectWhole(memory);
  await expect(stream.text).rejects.toMatchObject({ name: 'AbortError' });
});

test('a client that disconnects from a response ends the run', async () => {
  const { agent, memory } = application({ model: scripted({ text: 'one two three', hang: true }) });
  const { textStream } = await agent.stream('?');
  const response = new Response(
    textStream.pipeThrough(new TextEncoderStream()) as unknown as ConstructorParameters<typeof Response>[0],
  );
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(memory.rootSpans).toMatchObject([{ endReason: 'aborted' }]);
  expectWhole(memory);
});

test('a reader who leaves while another one stays does not end the run', async () => {
  const { agent, memory } = application({ model: scripted({ text: 'one two three' }) });
  const stream = await agent.stream('?');
  const text = stream.text.then(answer => answer);
  for await (const _ of stream.textStream) break;
  expect(await text).toBe('one two three');
  expect(memory.rootSpans[0]?.endReason).toBeUndefined();
  expectWhole(memory);
});

test('a stream that nobody reads runs to its end by itself', async () => {
  const { agent, mastra, memory } = application({ model: scripted({ text: 'one two three' }) });
  const ended = new Promise<void>(resolve => {
    mastra.observability.getDefaultInstance()?.registerExporter({
      name: 'watch',
      onTracingEvent: ({ type, exportedSpan }) => {
        if (type === 'span.ended' && exportedSpan.isRootSpan) resolve();
      },
    });
  });
  await agent.stream('?');
  await ended;
  expect(memory.rootSpans).toMatchObject([{ output: { text: 'one two three' } }]);
  expectWhole(memory);
});

test('a lost reader: when nobody can read on, the run ends as abandoned', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { agent, memory } = application({ model: scripted({ text: 'one two three' }) });
  const readOne = async () => {
    const { textStream } = await agent.stream('?');
    await textStream.getReader().read();
  };
  await readOne();
  await vi.waitFor(
    () => {
      collect();
      expect(memory.rootSpans).toMatchObject([{ endReason: 'abandoned' }]);
    },
    { timeout: 10_000 },
  );
  expectWhole(memory);
});

test('properties that nobody waits for cannot fail the process', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    const { agent, memory } = application({ model: scripted(fail), modelSettings: { maxRetries: 0 } });
    const { text, usage, steps, object } = await agent.stream('?');
    expect([text, usage, steps, object].every(promise => typeof promise.then === 'function')).toBe(true);
    const stream = await agent.stream('?');
    await stream.consumeStream();
    await new Promise(resolve => setImmediate(resolve));
    expect(unhandled).toEqual([]);
    expectWhole(memory, 2);
  } finally {
    process.off('unhandledRejection', note);
  }
});

test('a tripwire on the way in: an empty text, and the model is never called', async () => {
  const inputProcessors = [
    { id: 'guard', processInput: ({ abort }: { abort: (reason?: string) => never }) => abort('not allowed') },
  ];
  const { agent, memory } = application({ inputProcessors });
  const result = await agent.generate('?');
  expect(result).toMatchObject({ text: '', finishReason: 'tripwire', tripwire: { reason: 'not allowed' } });
  const stream = await agent.stream('?');
  expect(await stream.text).toBe('');
  expect(await stream.tripwire).toEqual({ reason: 'not allowed', processorId: 'guard' });
  const types: string[] = [];
  for await (const part of stream.fullStream) types.push(part.type);
  expect(types).toEqual(['tripwire']);
  for (const root of memory.rootSpans) {
    expect(root).toMatchObject({ endReason: 'tripwire', attributes: { tripwire: { reason: 'not allowed' } } });
    expect(root.errorInfo).toBeUndefined();
  }
  expect(memory.spansOfType('model_generation')).toEqual([]);
  expectWhole(memory, 2);
});

test('a tripwire on the way out, at the end and in the middle of a stream', async () => {
  const guard = {
    id: 'guard',
    processOutputStream: ({ part, abort }: { part: { type: string }; abort: (reason?: string) => never }) => {
      if (part.type === 'text-delta') abort('too much');
    },
    processOutputResult: ({ abort }: { abort: (reason?: string) => never }) => abort('too much'),
  };
  const { agent, memory } = application({ outputProcessors: [guard], model: scripted({ text: 'one two' }) });
  const result = await agent.generate('?');
  expect(result).toMatchObject({ text: '', tripwire: { reason: 'too much' }, usage: { inputTokens: 10 } });
  const stream = await agent.stream('?');
  const pieces: string[] = [];
  for await (const piece of stream.textStream) pieces.push(piece);
  expect(pieces).toEqual([]);
  expect(await stream.tripwire).toMatchObject({ reason: 'too much' });
  expect(memory.rootSpans.map(span => span.endReason)).toEqual(['tripwire', 'tripwire']);
  expectWhole(memory, 2);
});

test('a processor that throws fails the run', async () => {
  const { agent, memory } = application({ inputProcessors: [{ id: 'bad', processInput: fail }] });
  await expect(agent.generate('?')).rejects.toBe(boom);
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'a' !
  processor_run: input processor: 'bad' !`);
  expectWhole(memory);
});

test('shutdown closes what is still open', async () => {
  const { tool, entered } = gate(() => new Promise(() => undefined));
  const { agent, mastra, memory } = application({ model: scripted(callGate), tools: { gate: tool } });
  void agent.generate('?').catch(() => undefined);
  await entered;
  expect(memory.openSpans).toHaveLength(4);
  await mastra.shutdown();
  expect(memory.rootSpans).toMatchObject([{ endReason: 'shutdown' }]);
  expectWhole(memory);
});

test('tools that the provider ran, and tools that are left to the client, are in the trace', async () => {
  const parts = [
    { type: 'tool-call', toolCallId: 'p', toolName: 'web_search', input: '{}', providerExecuted: true, dynamic: true },
    { type: 'tool-result', toolCallId: 'p', toolName: 'web_search', result: { hits: 1 }, providerExecuted: true },
  ];
  const ask = createTool({ id: 'ask-user', description: 'Asks', inputSchema: z.object({ q: z.string() }) });
  const model = scripted({ parts, toolCalls: [{ id: 'c', name: 'ask', input: { q: 'when?' } }] });
  const { agent, memory } = application({ model, tools: { ask } });
  const result = await agent.generate('?');
  expect(result.finishReason).toBe('tool-calls');
  expect(memory.spansOfType('provider_tool_call')).toMatchObject([
    { name: "tool: 'web_search'", output: { hits: 1 }, attributes: { success: true } },
  ]);
  expect(memory.spansOfType('client_tool_call')).toMatchObject([
    { name: "tool: 'ask-user'", isEvent: true, input: { q: 'when?' } },
  ]);
  expectWhole(memory);
});
