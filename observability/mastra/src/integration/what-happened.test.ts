import { aiSdkTelemetry, Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { createTool, Tool } from '@mastra/core/tools';
import { createStep, createWorkflow, type WorkflowSnapshot } from '@mastra/core/workflows';
import { generateText, registerTelemetry, stepCountIs, streamObject, streamText, tool } from 'ai';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scripted } from './models.ts';
import { expectWhole, observed, treeOf } from './observed.ts';

const call = (id: string, name: string, input: unknown = {}) => ({ toolCalls: [{ id, name, input }] });
const toolOf = (execute: (input: never, context: never) => unknown) =>
  createTool({ id: 'act', description: '-', execute: execute as never });

async function runWith(act: unknown) {
  const agent = new Agent({
    id: 'a',
    instructions: '-',
    model: scripted(call('c1', 'act'), { text: 'done' }),
    tools: { act: act as Tool },
  });
  const seen = observed({ agents: { a: agent } });
  const outcome = await seen.mastra
    .getAgent('a')
    .generate('?')
    .catch((error: unknown) => error);
  return { ...seen, outcome, call: seen.memory.spansOfType('tool_call')[0] };
}

describe('a failure is not recorded as success', () => {
  const failed = { isError: true, content: [{ type: 'text', text: 'no such city' }] };

  test('a tool that answers { content, isError: true }', async () => {
    const { call: span } = await runWith(toolOf(() => failed));
    expect(span).toMatchObject({
      errorInfo: { message: 'no such city' },
      attributes: { success: false },
      output: failed,
    });
  });

  test('the same of a tool of the AI SDK, and of one that is called by hand', async () => {
    const { call: span } = await runWith(
      tool({ description: '-', inputSchema: z.object({}), execute: async () => failed }) as never,
    );
    expect(span?.errorInfo?.message).toBe('no such city');
    const { mastra, memory } = observed({});
    await toolOf(() => failed).execute({}, { mastra });
    expect(memory.spansOfType('tool_call')[0]?.errorInfo?.message).toBe('no such city');
  });

  test.each([
    ['throw undefined', () => Promise.reject()],
    ['throw null', () => Promise.reject(null)],
    ['throw a text', () => Promise.reject('broken')],
  ])('a tool: %s', async (_, execute) => {
    const { call: span } = await runWith(toolOf(execute));
    expect(span?.attributes).toMatchObject({ success: false });
    expect(span?.errorInfo?.message).toBeTruthy();
  });

  test('a step that rejects with nothing', async () => {
    const flow = createWorkflow({ id: 'w' })
      .then(createStep({ id: 's', execute: () => Promise.reject() }))
      .commit();
    const { mastra, memory } = observed({ workflows: { flow } });
    const result = await (await mastra.getWorkflow('flow').createRun()).start({});
    expect(result.status).toBe('failed');
    for (const span of memory.spans) expect(span.errorInfo?.message).toContain('undefined');
    expect(memory.metricsNamed('mastra_workflow_runs_ended')[0]?.labels).toMatchObject({ status: 'error' });
  });

  test('an object that does not fit its schema', async () => {
    const { mastra, memory } = observed({});
    const result = streamObject({
      model: scripted({ text: '{"celsius":"warm"}' }),
      schema: z.object({ celsius: z.number() }),
      prompt: '?',
      telemetry: { integrations: [aiSdkTelemetry(mastra)] },
      onError: () => undefined,
    });
    for await (const _ of result.fullStream) void _;
    await result.object.catch(() => undefined);
    expect(memory.spansOfType('model_generation')[0]?.errorInfo).toBeDefined();
  });
});

test('provider ids are no keys: two calls of one answer with the same id keep their own outputs and logs', async () => {
  const act = createTool({
    id: 'act',
    description: '-',
    inputSchema: z.object({ n: z.number(), ms: z.number() }),
    execute: async ({ n, ms }, { logger }) => {
      await new Promise(resolve => setTimeout(resolve, ms));
      logger.info(`number ${n}`);
      return { n };
    },
  });
  const twice = {
    toolCalls: [
      { id: 'call_0', name: 'act', input: { n: 1, ms: 20 } },
      { id: 'call_0', name: 'act', input: { n: 2, ms: 0 } },
    ],
  };
  const agent = new Agent({ id: 'a', instructions: '-', model: scripted(twice, { text: 'done' }), tools: { act } });
  const { mastra, memory } = observed({ agents: { agent } });
  await mastra.getAgent('agent').generate('?');
  expectWhole(memory);
  const calls = memory.spansOfType('tool_call');
  expect(calls).toHaveLength(2);
  for (const span of calls) {
    const { n } = span.input as { n: number };
    expect(span.output).toEqual({ n });
    expect(memory.logs.filter(log => log.spanId === span.id).map(log => log.message)).toEqual([`number ${n}`]);
  }
});

test('a tool of another copy of the package is recorded once and gets its context', async () => {
  // What `createTool` of the CommonJS build makes: the same shape of another class.
  class OtherTool extends Tool {}
  const contexts: unknown[] = [];
  const foreign = new OtherTool({
    id: 'act',
    description: '-',
    execute: async (_, { requestContext }) => {
      contexts.push(requestContext);
      return { ok: true };
    },
  });
  Object.setPrototypeOf(foreign, Object.create(null, Object.getOwnPropertyDescriptors(Tool.prototype)));
  expect(foreign instanceof Tool).toBe(false);
  const { memory } = await runWith(foreign);
  expect(memory.spansOfType('tool_call')).toHaveLength(1);
  expect(memory.metricsNamed('mastra_tool_calls_ended')).toHaveLength(1);
  expect(contexts[0]).toBeDefined();
});

test('a telemetry that is registered again, as after a reload, records a call once', async () => {
  const registry = globalThis as { AI_SDK_TELEMETRY_INTEGRATIONS?: unknown[] };
  const before = registry.AI_SDK_TELEMETRY_INTEGRATIONS;
  registry.AI_SDK_TELEMETRY_INTEGRATIONS = [];
  try {
    const old = observed({});
    const fresh = observed({});
    registerTelemetry(aiSdkTelemetry(old.mastra));
    registerTelemetry(aiSdkTelemetry(fresh.mastra));
    await generateText({ model: scripted({ text: 'hi' }), prompt: '?' });
    expect(old.memory.spans).toHaveLength(0);
    expect(fresh.memory.spansOfType('model_generation')).toHaveLength(1);
  } finally {
    registry.AI_SDK_TELEMETRY_INTEGRATIONS = before;
  }
});

test('what was really sent: a step whose messages and instructions prepareStep replaced shows those', async () => {
  const { mastra, memory } = observed({});
  await generateText({
    model: scripted(call('c1', 'act'), { text: 'done' }),
    instructions: 'old',
    prompt: 'first',
    tools: { act: tool({ description: '-', inputSchema: z.object({}), execute: async () => 1 }) },
    stopWhen: stepCountIs(2),
    prepareStep: ({ stepNumber }) =>
      stepNumber === 1 ? { instructions: 'new', messages: [{ role: 'user' as const, content: 'replaced' }] } : {},
    telemetry: { integrations: [aiSdkTelemetry(mastra)] },
  });
  expect(memory.spansOfType('model_step').map(({ input }) => input)).toMatchObject([
    { instructions: 'old', messages: [{ content: 'first' }] },
    { instructions: 'new', messages: [{ role: 'user', content: 'replaced' }] },
  ]);
});

test('a request for approval and its denial leave a mark, with the time that it waited', async () => {
  const { mastra, memory } = observed({});
  const risky = tool({ description: '-', inputSchema: z.object({}), execute: async () => 1 });
  const shared = {
    tools: { risky },
    toolApproval: { risky: 'user-approval' as const },
    telemetry: { integrations: [aiSdkTelemetry(mastra)] },
  };
  const first = await generateText({ ...shared, model: scripted(call('c1', 'risky')), prompt: '?' });
  const request = first.content.find(part => part.type === 'tool-approval-request');
  expect(request).toBeDefined();
  await generateText({
    ...shared,
    model: scripted({ text: 'fine' }),
    messages: [
      { role: 'user', content: '?' },
      ...first.responseMessages,
      {
        role: 'tool',
        content: [
          { type: 'tool-approval-response', approvalId: request!.approvalId, approved: false, reason: 'too risky' },
        ],
      },
    ],
  });
  const marks = memory.spans.filter(span => span.attributes !== undefined && 'approval' in span.attributes);
  expect(marks.map(({ name, isEvent }) => [name, isEvent])).toEqual([
    ["approval requested: 'risky'", true],
    ["approval denied: 'risky'", true],
  ]);
  expect(marks[1]?.attributes).toMatchObject({ reason: 'too risky', waitedMs: expect.any(Number) });
});

test('attempts that failed and were repeated have a span each, and the step says that it recovered', async () => {
  const { mastra, memory } = observed({});
  const flaky = scripted({ text: 'hi' });
  const { APICallError } = await import('ai');
  let calls = 0;
  const generate = flaky.doGenerate.bind(flaky);
  flaky.doGenerate = async options => {
    if (calls++ === 0) {
      throw new APICallError({
        message: 'overloaded',
        url: 'http://x',
        requestBodyValues: {},
        statusCode: 529,
        isRetryable: true,
      });
    }
    return generate(options);
  };
  await generateText({
    model: flaky,
    prompt: '?',
    maxRetries: 1,
    telemetry: { integrations: [aiSdkTelemetry(mastra)] },
  });
  const [attempt] = memory.spansOfType('model_inference');
  expect(attempt).toMatchObject({ errorInfo: { message: 'overloaded' }, attributes: { attempt: 1 } });
  expect(memory.spansOfType('model_step')[0]?.attributes).toMatchObject({ attempts: 2, recovered: true });
  expect(memory.spansOfType('model_step')[0]?.errorInfo).toBeUndefined();
});

describe('the runtime', () => {
  test('a tool whose execute is an async generator runs, inside its span', async () => {
    const act = toolOf(async function* (_: never, { logger }: { logger: { info(text: string): void } }) {
      yield 'working';
      logger.info('half way');
      yield 'done';
    } as never);
    const { call: span, memory } = await runWith(act);
    expect(span?.output).toBe('done');
    expect(memory.logs[0]).toMatchObject({ message: 'half way', spanId: span?.id });
  });

  test('an input processor may add a system message', async () => {
    const agent = new Agent({
      id: 'a',
      instructions: 'Be brief.',
      model: scripted({ text: 'ok' }),
      inputProcessors: [
        { id: 'p', processInput: ({ messages }) => [{ role: 'system', content: 'Be kind.' }, ...messages] },
      ],
    });
    const { mastra, memory } = observed({ agents: { agent } });
    await expect(mastra.getAgent('agent').generate('?')).resolves.toMatchObject({ text: 'ok' });
    expect(memory.spansOfType('agent_run')[0]?.errorInfo).toBeUndefined();
    await expect((await mastra.getAgent('agent').stream('?')).text).resolves.toBe('ok');
  });
});

describe('resume()', () => {
  const approval = (runs: string[]) =>
    createWorkflow({ id: 'trip' })
      .then(
        createStep({
          id: 'plan',
          execute: async () => {
            runs.push('plan');
            return { days: 3 };
          },
        }),
      )
      .parallel([
        createStep({
          id: 'book',
          execute: async () => {
            runs.push('book');
            return 'booked';
          },
        }),
        createStep({
          id: 'approve',
          execute: async ({ inputData, resumeData, suspend }) => {
            runs.push('approve');
            if (!resumeData) suspend({ ask: 'may I?', days: (inputData as { days: number }).days });
            return (resumeData as { ok: boolean }).ok;
          },
        }),
      ])
      .map(async ({ inputData }) => inputData)
      .commit();

  test('goes on where it stood, in the same trace, linked, the waiting apart', async () => {
    const runs: string[] = [];
    const { mastra, memory } = observed({ workflows: { trip: approval(runs) } });
    const run = await mastra.getWorkflow('trip').createRun();
    const suspended = await run.start({ inputData: {} });
    expect(suspended).toMatchObject({
      status: 'suspended',
      steps: { approve: { payload: { ask: 'may I?', days: 3 } } },
    });
    const again = await mastra.getWorkflow('trip').createRun({ runId: run.runId });
    const result = await again.resume({ step: 'approve', resumeData: { ok: true } });
    expect(result).toMatchObject({ status: 'success', result: { book: 'booked', approve: true }, runId: run.runId });
    expect(result.traceId).toBe(suspended.traceId);
    // What was finished is not done again.
    expect(runs).toEqual(['plan', 'book', 'approve', 'approve']);
    const [first, second] = memory.spansOfType('workflow_run');
    expect(second).toMatchObject({ parentSpanId: first?.id, links: [{ traceId: first?.traceId, spanId: first?.id }] });
    expect(memory.spansOfType('workflow_wait_event')[0]).toMatchObject({
      name: "waited: 'approve'",
      parentSpanId: second?.id,
      attributes: { durationMs: expect.any(Number) },
    });
    expect(memory.openSpans).toEqual([]);
    expect(treeOf(memory)).toContain('[suspended]');
  });

  test('in another process, from the snapshot as JSON', async () => {
    const here = observed({ workflows: { trip: approval([]) } });
    const suspended = await (await here.mastra.getWorkflow('trip').createRun()).start({ inputData: {} });
    if (suspended.status !== 'suspended') throw new Error(`it is ${suspended.status}`);
    const snapshot = JSON.parse(JSON.stringify(suspended.snapshot)) as WorkflowSnapshot;
    const runs: string[] = [];
    const there = observed({ workflows: { trip: approval(runs) } });
    const run = await there.mastra.getWorkflow('trip').createRun({ snapshot });
    const result = await run.resume({ resumeData: { ok: false } });
    expect(result).toMatchObject({ status: 'success', result: { book: 'booked', approve: false } });
    expect(result.traceId).toBe(suspended.traceId);
    expect(runs).toEqual(['approve']);
  });

  test('a workflow inside a workflow, and a loop, go on too', async () => {
    const seen: number[] = [];
    const inner = createWorkflow({ id: 'inner' })
      .dountil(
        createStep({
          id: 'count',
          execute: async ({ inputData, resumeData, suspend }) => {
            const n = (inputData as number) + 1;
            seen.push(n);
            if (n === 2 && resumeData === undefined) suspend({ at: n });
            return n;
          },
        }),
        async ({ inputData }) => (inputData as number) >= 3,
      )
      .commit();
    const outer = createWorkflow({ id: 'outer' }).then(inner).commit();
    const { mastra } = observed({ workflows: { outer } });
    const run = await mastra.getWorkflow('outer').createRun();
    const suspended = await run.start({ inputData: 0 });
    expect(suspended).toMatchObject({ status: 'suspended', steps: { inner: { payload: { at: 2 } } } });
    const result = await run.resume({ step: 'inner.count', resumeData: {} });
    expect(result).toMatchObject({ status: 'success', result: 3 });
    expect(seen).toEqual([1, 2, 2, 3]);
  });

  test('a step that is not suspended, and a run that is not known, are refused with what to do', async () => {
    const { mastra } = observed({ workflows: { trip: approval([]) } });
    const run = await mastra.getWorkflow('trip').createRun();
    await run.start({ inputData: {} });
    await expect(run.resume({ step: 'plan' })).rejects.toThrow(/Suspended: 'approve'/);
    const unknown = await mastra.getWorkflow('trip').createRun({ runId: 'nobody' });
    await expect(unknown.resume({ step: 'approve' })).rejects.toMatchObject({ code: 'WORKFLOW_RESUME_INVALID' });
    const foreign = { version: 1, workflowId: 'other' } as WorkflowSnapshot;
    await expect(mastra.getWorkflow('trip').createRun({ snapshot: foreign })).rejects.toThrow(/'other'/);
  });
});

test('an agent that streams has the same marks', async () => {
  const { mastra, memory } = observed({});
  const failed = { isError: true, content: [{ type: 'text', text: 'no' }] };
  const result = streamText({
    model: scripted(call('c1', 'act'), { text: 'done' }),
    prompt: '?',
    tools: { act: tool({ description: '-', inputSchema: z.object({}), execute: async () => failed }) },
    stopWhen: stepCountIs(2),
    telemetry: { integrations: [aiSdkTelemetry(mastra)] },
  });
  await result.consumeStream();
  expect(memory.spansOfType('tool_call')[0]?.errorInfo?.message).toBe('no');
  expect(new Mastra()).toBeDefined();
});
