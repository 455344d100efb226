import { aiSdkTelemetry } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { getAmbientSpan, iterateInSpan } from '@mastra/core/observability';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { streamText, tool } from 'ai';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { scripted } from './models.ts';
import { expectWhole, observed, treeOf } from './observed.ts';

const anything = z.object({});
const calling = (...names: string[]) =>
  scripted({ toolCalls: names.map((name, index) => ({ id: `c${index}`, name, input: {} })) }, { text: 'done' });

const child = (id: string) => new Agent({ id, instructions: '', model: scripted({ text: `from ${id}` }) });
const asTool = (agent: Agent) =>
  createTool({
    id: `ask-${agent.id}`,
    description: 'Asks another agent',
    inputSchema: anything,
    execute: async (_, { requestContext, abortSignal }) =>
      (await agent.generate('?', { requestContext, abortSignal })).text,
  });

test('agents that call agents side by side', async () => {
  const parent = new Agent({
    id: 'parent',
    instructions: '',
    model: calling('left', 'right'),
    tools: { left: asTool(child('left')), right: asTool(child('right')) },
  });
  const { mastra, memory } = observed({ agents: { parent } });
  const { traceId } = await mastra.getAgent('parent').generate('?');
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'parent'
  model_generation: llm: 'scripted-1'
    model_step: step: 0
      tool_call: tool: 'ask-left'
        agent_run: agent run: 'left'
          model_generation: llm: 'scripted-1'
            model_step: step: 0
      tool_call: tool: 'ask-right'
        agent_run: agent run: 'right'
          model_generation: llm: 'scripted-1'
            model_step: step: 0
    model_step: step: 1`);
  expect(new Set(memory.spans.map(span => span.traceId))).toEqual(new Set([traceId]));
  expectWhole(memory);
});

test('a tool that starts a workflow, streams an agent and calls another tool', async () => {
  const inner = createTool({ id: 'inner', description: '', inputSchema: anything, execute: async () => 1 });
  const step = createStep({ id: 's', execute: async () => inner.execute({}) });
  const flow = createWorkflow({ id: 'flow' }).then(step).commit();
  const streamed = child('streamed');
  const busy = createTool({
    id: 'busy',
    description: '',
    inputSchema: anything,
    execute: async (_, context) => {
      await (await context.mastra!.getWorkflow('flow').createRun()).start();
      for await (const _piece of (await streamed.stream('?')).textStream) getAmbientSpan();
      return inner.execute({}, context);
    },
  });
  const parent = new Agent({ id: 'parent', instructions: '', model: calling('busy'), tools: { busy } });
  const { mastra, memory } = observed({ agents: { parent }, workflows: { flow } });
  await mastra.getAgent('parent').generate('?');
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'parent'
  model_generation: llm: 'scripted-1'
    model_step: step: 0
      tool_call: tool: 'busy'
        workflow_run: workflow run: 'flow'
          workflow_step: workflow step: 's'
            tool_call: tool: 'inner'
        agent_run: agent run: 'streamed'
          model_generation: llm: 'scripted-1'
            model_step: step: 0
        tool_call: tool: 'inner'
    model_step: step: 1`);
  expectWhole(memory);
});

test('a stream that is read elsewhere stays where it was started', async () => {
  const parent = new Agent({
    id: 'parent',
    instructions: '',
    model: calling('left'),
    tools: { left: asTool(child('left')) },
  });
  const other = createTool({
    id: 'other',
    description: '',
    inputSchema: anything,
    execute: async () => {
      let text = '';
      for await (const piece of stream.textStream) text += piece;
      return text;
    },
  });
  const { mastra, memory } = observed({ agents: { parent } });
  const stream = await mastra.getAgent('parent').stream('?');
  expect(await other.execute({}, { mastra })).toBe('done');
  const reading = memory.spansNamed("tool: 'other'");
  expect(memory.childrenOf(reading[0]!)).toEqual([]);
  expect(memory.spansNamed("agent run: 'left'")[0]?.traceId).toBe(stream.traceId);
  expectWhole(memory, 2);
});

test('an async generator runs inside the span that it was made in, wherever it is read', async () => {
  const { mastra, memory } = observed({});
  const span = mastra.observability.getDefaultInstance()!.startSpan({ type: 'generic', name: 'outer' });
  async function* numbers() {
    for (let n = 0; n < 3; n++) {
      mastra.logger.info(`number ${n}`);
      yield n;
    }
  }
  const seen: number[] = [];
  for await (const n of iterateInSpan(span, numbers())) {
    mastra.logger.info('outside');
    seen.push(n);
  }
  span.end();
  expect(seen).toEqual([0, 1, 2]);
  expect(memory.logs.map(log => [log.message, log.spanId])).toEqual(
    [0, 1, 2].flatMap(n => [
      [`number ${n}`, span.id],
      ['outside', undefined],
    ]),
  );
});

test('a generator tool of `ai` runs inside its span', async () => {
  const { mastra, memory } = observed({});
  const counting = tool({
    inputSchema: anything,
    async *execute() {
      mastra.logger.info('first');
      yield 1;
      await Promise.resolve();
      mastra.logger.info('second');
      yield 2;
    },
  });
  const result = streamText({
    model: calling('counting'),
    prompt: '?',
    tools: { counting },
    telemetry: { integrations: [aiSdkTelemetry(mastra)] },
  });
  await result.consumeStream();
  const [call] = memory.spansOfType('tool_call');
  expect(call?.output).toBe(2);
  expect(memory.logs.map(log => log.spanId)).toEqual([call?.id, call?.id]);
  expectWhole(memory);
});

test('the logger of the application belongs to the run that it is called in', async () => {
  const speak = createTool({
    id: 'speak',
    description: '',
    inputSchema: anything,
    execute: async (_, { mastra: application }) => {
      application!.logger.info('inside');
      application!.metrics.gauge('depth').set(-1);
      return 1;
    },
  });
  const agent = new Agent({ id: 'a', instructions: '', model: calling('speak'), tools: { speak } });
  const { mastra, memory } = observed({ agents: { a: agent } });
  mastra.logger.info('outside');
  await mastra.getAgent('a').generate('?');
  const [call] = memory.spansOfType('tool_call');
  expect(memory.logs.map(log => [log.message, log.spanId])).toEqual([
    ['outside', undefined],
    ['inside', call?.id],
  ]);
  expect(memory.metricsNamed('depth')).toMatchObject([{ value: -1, spanId: call?.id }]);
});
