import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { scripted } from './models.ts';
import { expectWhole, observed, treeOf } from './observed.ts';

const number = z.object({ n: z.number() });
const addOne = createStep({
  id: 'add-one',
  inputSchema: number,
  outputSchema: number,
  execute: async ({ inputData, logger }) => {
    logger.info('adding');
    return { n: inputData.n + 1 };
  },
});
const double = createStep({
  id: 'double',
  inputSchema: number,
  outputSchema: number,
  execute: async ({ inputData }) => ({ n: inputData.n * 2 }),
});
const boom = new Error('step boom');
const failing = createStep({
  id: 'failing',
  inputSchema: number,
  outputSchema: number,
  execute: async () => {
    throw boom;
  },
});

test('steps run one after the other, each in its span', async () => {
  const trip = createWorkflow({ id: 'trip', inputSchema: number, outputSchema: number })
    .then(addOne)
    .then(double)
    .commit();
  const { mastra, memory } = observed({ workflows: { trip } });
  const run = await mastra.getWorkflow('trip').createRun();
  const result = await run.start({ inputData: { n: 1 }, tracingOptions: { sessionId: 's' } });
  expect(result).toMatchObject({
    status: 'success',
    result: { n: 4 },
    steps: { 'add-one': { status: 'success', output: { n: 2 } }, double: { status: 'success', output: { n: 4 } } },
  });
  expect(treeOf(memory)).toBe(`workflow_run: workflow run: 'trip'
  workflow_step: workflow step: 'add-one'
  workflow_step: workflow step: 'double'`);
  expect(memory.rootSpans).toMatchObject([
    {
      traceId: result.traceId,
      runId: run.runId,
      sessionId: 's',
      entityType: 'workflow_run',
      entityId: 'trip',
      input: { n: 1 },
      output: { n: 4 },
      attributes: { status: 'success', stepCount: 2 },
    },
  ]);
  const [step] = memory.spansOfType('workflow_step');
  expect(step).toMatchObject({ entityType: 'workflow_step', entityId: 'add-one', attributes: { status: 'success' } });
  expect(memory.logs).toMatchObject([{ message: 'adding', spanId: step?.id }]);
  expectWhole(memory);
});

test('parallel, branch, loops, foreach, map and sleep have spans of their own', async () => {
  const flow = createWorkflow({ id: 'all', inputSchema: number, outputSchema: z.array(number) })
    .parallel([addOne, double])
    .map(async ({ inputData }) => ({ n: inputData['add-one'].n + inputData.double.n }))
    .branch([
      [async ({ inputData }) => inputData.n > 100, double],
      [async ({ inputData }) => inputData.n > 1, addOne],
    ])
    .map(async ({ inputData }) => ({ n: inputData['add-one']?.n ?? 0 }))
    .dowhile(addOne, async ({ inputData }) => inputData.n < 8)
    .dountil(double, async ({ iterationCount }) => iterationCount === 2)
    .sleep(1)
    .map(async ({ inputData, getInitData }) => [inputData, getInitData() as { n: number }])
    .foreach(addOne, { concurrency: 2 })
    .commit();
  const { mastra, memory } = observed({ workflows: { flow } });
  const result = await (await mastra.getWorkflow('flow').createRun()).start({ inputData: { n: 1 } });
  // 1 → (2, 2) → 4 → 5 → 6, 7, 8 → 16, 32 → [33, 2]
  expect(result).toMatchObject({ status: 'success', result: [{ n: 33 }, { n: 2 }] });
  expect(treeOf(memory)).toBe(`workflow_run: workflow run: 'all'
  workflow_parallel: workflow parallel: 2 branches
    workflow_step: workflow step: 'add-one'
    workflow_step: workflow step: 'double'
  mapping: mapping
  workflow_conditional: workflow conditional: 2 branches
    workflow_conditional_eval: condition: 0
    workflow_conditional_eval: condition: 1
    workflow_step: workflow step: 'add-one'
  mapping: mapping
  workflow_loop: workflow loop: 'add-one'
    workflow_step: workflow step: 'add-one'
    workflow_step: workflow step: 'add-one'
    workflow_step: workflow step: 'add-one'
  workflow_loop: workflow loop: 'double'
    workflow_step: workflow step: 'double'
    workflow_step: workflow step: 'double'
  workflow_sleep: workflow sleep: 1 ms
  mapping: mapping
  workflow_loop: workflow loop: 'add-one'
    workflow_step: workflow step: 'add-one'
    workflow_step: workflow step: 'add-one'`);
  expect(memory.spansOfType('workflow_conditional')[0]?.attributes).toMatchObject({
    conditionCount: 2,
    selectedBranches: [1],
  });
  expect(memory.spansOfType('workflow_conditional_eval').map(span => span.attributes?.conditionResult)).toEqual([
    false,
    true,
  ]);
  expect(memory.spansOfType('workflow_loop').map(span => span.attributes)).toMatchObject([
    { loopType: 'dowhile', totalIterations: 3 },
    { loopType: 'dountil', totalIterations: 2 },
    { loopType: 'foreach', totalIterations: 2, concurrency: 2 },
  ]);
  expect(memory.spansOfType('workflow_sleep')[0]?.attributes).toMatchObject({ durationMs: 1 });
  expectWhole(memory);
});

test('a failing step makes the run fail and start does not reject', async () => {
  const trip = createWorkflow({ id: 'trip', inputSchema: number, outputSchema: number })
    .then(addOne)
    .then(failing)
    .then(double)
    .commit();
  const { mastra, memory } = observed({ workflows: { trip } });
  const result = await (await mastra.getWorkflow('trip').createRun()).start({ inputData: { n: 1 } });
  expect(result.status).toBe('failed');
  expect(result.error).toBe(boom);
  expect(result.steps).toMatchObject({ 'add-one': { status: 'success' }, failing: { status: 'failed', error: boom } });
  expect(treeOf(memory)).toBe(`workflow_run: workflow run: 'trip' !
  workflow_step: workflow step: 'add-one'
  workflow_step: workflow step: 'failing' !`);
  expect(memory.rootSpans[0]?.attributes).toMatchObject({ status: 'failed' });
  expectWhole(memory);
});

test('one failing branch waits for the others, and leaves nothing open', async () => {
  const gate = Promise.withResolvers<{ n: number }>();
  const slow = createStep({ id: 'slow', inputSchema: number, outputSchema: number, execute: () => gate.promise });
  const trip = createWorkflow({ id: 'trip', inputSchema: number, outputSchema: z.unknown() })
    .parallel([failing, slow])
    .commit();
  const { mastra, memory } = observed({ workflows: { trip } });
  const pending = (await mastra.getWorkflow('trip').createRun()).start({ inputData: { n: 1 } });
  gate.resolve({ n: 0 });
  expect(await pending).toMatchObject({ status: 'failed', error: boom, steps: { slow: { status: 'success' } } });
  expectWhole(memory);
});

test('an abort ends the run, also in a step that never listens and in a sleep', async () => {
  const entered = Promise.withResolvers<void>();
  const deaf = createStep({
    id: 'deaf',
    execute: () => {
      entered.resolve();
      return new Promise(() => undefined);
    },
  });
  const one = createWorkflow({ id: 'one' }).then(deaf).commit();
  const two = createWorkflow({ id: 'two' }).sleep(3_600_000).commit();
  const { mastra, memory } = observed({ workflows: { one, two } });
  const abort = new AbortController();
  const first = (await mastra.getWorkflow('one').createRun()).start({ abortSignal: abort.signal });
  await entered.promise;
  abort.abort();
  expect(await first).toMatchObject({ status: 'canceled', steps: { deaf: { status: 'canceled' } } });
  const run = await mastra.getWorkflow('two').createRun();
  const second = run.start();
  run.cancel();
  expect((await second).status).toBe('canceled');
  expect(treeOf(memory)).toBe(`workflow_run: workflow run: 'one' [aborted]
  workflow_step: workflow step: 'deaf' [aborted]
workflow_run: workflow run: 'two' [aborted]
  workflow_sleep: workflow sleep: 3600000 ms [aborted]`);
  const third = (await mastra.getWorkflow('two').createRun()).start({ abortSignal: AbortSignal.timeout(1) });
  expect((await third).status).toBe('canceled');
  expect(memory.rootSpans.at(-1)?.endReason).toBe('timeout');
  expectWhole(memory, 3);
});

test('a step may suspend the run', async () => {
  const ask = createStep({
    id: 'ask',
    execute: async ({ suspend }) => suspend({ question: 'Sure?' }),
  });
  const inner = createWorkflow({ id: 'inner' }).then(ask).commit();
  const outer = createWorkflow({ id: 'outer' }).then(inner).commit();
  const { mastra, memory } = observed({ workflows: { outer } });
  const result = await (await mastra.getWorkflow('outer').createRun()).start();
  expect(result).toMatchObject({
    status: 'suspended',
    steps: { inner: { status: 'suspended', payload: { question: 'Sure?' } } },
  });
  expect(memory.spans.map(span => [span.endReason, span.errorInfo])).toEqual(Array(4).fill(['suspended', undefined]));
  expectWhole(memory);
});

test('workflows, tools and agents are steps too, and nest', async () => {
  const agent = new Agent({ id: 'writer', instructions: '', model: scripted({ text: 'Dear all' }) });
  const count = createTool({
    id: 'count',
    description: 'Counts',
    inputSchema: z.object({ text: z.string() }),
    outputSchema: number,
    execute: async ({ text }, { workflow }) => ({ n: text.length + (workflow?.workflowId === 'outer' ? 0 : 1000) }),
  });
  const inner = createWorkflow({ id: 'inner', inputSchema: number, outputSchema: number }).then(addOne).commit();
  const outer = createWorkflow({ id: 'outer', inputSchema: z.object({ prompt: z.string() }), outputSchema: number })
    .then(createStep(agent))
    .then(createStep(count))
    .then(inner)
    .commit();
  const { mastra, memory } = observed({ workflows: { outer } });
  const result = await (await mastra.getWorkflow('outer').createRun()).start({ inputData: { prompt: 'Write.' } });
  expect(result).toMatchObject({ status: 'success', result: { n: 9 } });
  expect(treeOf(memory)).toBe(`workflow_run: workflow run: 'outer'
  workflow_step: workflow step: 'writer'
    agent_run: agent run: 'writer'
      model_generation: llm: 'scripted-1'
        model_step: step: 0
  workflow_step: workflow step: 'count'
    tool_call: tool: 'count'
  workflow_step: workflow step: 'inner'
    workflow_run: workflow run: 'inner'
      workflow_step: workflow step: 'add-one'`);
  // One run, one id, all the way down.
  expect(new Set(memory.spans.map(span => span.runId)).size).toBe(1);
  expectWhole(memory);
});

test('an input that does not fit fails the run and runs no step', async () => {
  const trip = createWorkflow({ id: 'trip', inputSchema: number, outputSchema: number }).then(addOne).commit();
  const { mastra, memory } = observed({ workflows: { trip } });
  const run = await mastra.getWorkflow('trip').createRun();
  const result = await run.start({ inputData: { n: 'one' } as never });
  expect(result).toMatchObject({ status: 'failed', error: { code: 'WORKFLOW_INPUT_INVALID' }, steps: {} });
  expect(memory.spansOfType('workflow_step')).toEqual([]);
  expectWhole(memory);
});
