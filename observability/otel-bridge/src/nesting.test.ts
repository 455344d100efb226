import { Agent } from '@mastra/core/agent';
import { iterateInSpan } from '@mastra/core/observability';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { context, propagation, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { bridged } from './testing/application.ts';
import { expectJoined } from './testing/expect-joined.ts';
import { scripted } from './testing/models.ts';
import { idOf, parentIdOf, Telemetry, unregister } from './testing/telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry().register();
});
afterEach(unregister);

const tracer = () => trace.getTracer('program');
const inSpan = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  tracer().startActiveSpan(name, span => work().finally(() => span.end()));

const tool = (id: string, execute: () => Promise<unknown>) =>
  createTool({ id, description: '', inputSchema: z.object({}), execute });
const query = tool('query', () => inSpan('SELECT', async () => ({ rows: 1 })));

test('a run belongs to the active request, and what it does hangs where it was done', async () => {
  const agent = new Agent({
    id: 'weather',
    instructions: '',
    model: scripted({ tools: ['query'] }, () => inSpan('POST /v1/chat', async () => ({ text: 'done' }))),
    tools: { query },
  });
  const { mastra, memory } = bridged({ agents: { weather: agent } });
  const { traceId } = await inSpan('GET /', () => mastra.getAgent('weather').generate('?'));
  expect(telemetry.tree).toBe(`GET /
  invoke_agent weather
    chat scripted-1 (CLIENT)
      step: 0
        execute_tool query
          SELECT
      step: 1
        POST /v1/chat`);
  const request = telemetry.named('GET /').spanContext();
  expect(traceId).toBe(request.traceId);
  expect(memory.rootSpans[0]).toMatchObject({ traceId, parentSpanId: request.spanId, isRootSpan: true });
  expectJoined(memory, telemetry);
});

test('without an active span the trace begins here, under one id on both sides', async () => {
  const agent = new Agent({ id: 'a', instructions: '', model: scripted({ text: 'hi' }) });
  const { mastra, memory } = bridged({ agents: { a: agent } });
  const { traceId } = await mastra.getAgent('a').generate('?');
  expect(telemetry.spans.map(span => span.spanContext().traceId)).toEqual([traceId, traceId, traceId]);
  expect(memory.rootSpans[0]?.parentSpanId).toBeUndefined();
  expect(parentIdOf(telemetry.named('invoke_agent a'))).toBeUndefined();
  expectJoined(memory, telemetry);
});

test('a span that the program opens in a tool stands between, and our own tree does without it', async () => {
  const inner = new Agent({ id: 'inner', instructions: '', model: scripted({ text: 'hi' }) });
  const ask = tool('ask', () => inSpan('retry 1', async () => (await inner.generate('?')).text));
  const outer = new Agent({ id: 'outer', instructions: '', model: scripted({ tools: ['ask'] }, {}), tools: { ask } });
  const { mastra, memory } = bridged({ agents: { outer, inner } });
  await mastra.getAgent('outer').generate('?');
  expect(telemetry.tree).toBe(`invoke_agent outer
  chat scripted-1 (CLIENT)
    step: 0
      execute_tool ask
        retry 1
          invoke_agent inner
            chat scripted-1 (CLIENT)
              step: 0
    step: 1`);
  expect(memory.spansNamed("agent run: 'inner'")[0]?.parentSpanId).toBe(memory.spansOfType('tool_call')[0]?.id);
  expectJoined(memory, telemetry);
});

test('a child that is made elsewhere hangs below its parent, not below what is active there', async () => {
  const { memory, instance } = bridged({});
  const parent = instance.startSpan({ type: 'generic', name: 'parent' });
  await inSpan('elsewhere', async () => {
    parent.createChildSpan({ type: 'generic', name: 'child' }).end();
  });
  parent.end();
  expect(telemetry.tree).toBe('parent\n  child\nelsewhere');
  expectJoined(memory, telemetry);
});

test('a new trace of the program inside a run does not catch our spans', async () => {
  const inner = new Agent({ id: 'inner', instructions: '', model: scripted({ text: 'hi' }) });
  const ask = tool('ask', () =>
    tracer().startActiveSpan('other trace', { root: true }, span => inner.generate('?').finally(() => span.end())),
  );
  const outer = new Agent({ id: 'outer', instructions: '', model: scripted({ tools: ['ask'] }, {}), tools: { ask } });
  const { mastra, memory } = bridged({ agents: { outer, inner } });
  await mastra.getAgent('outer').generate('?');
  expect(parentIdOf(telemetry.named('invoke_agent inner'))).toBe(idOf(telemetry.named('execute_tool ask')));
  expectJoined(memory, telemetry);
});

test('a stream that is read in another request stays in its own', async () => {
  const agent = new Agent({
    id: 'a',
    instructions: '',
    model: scripted({ tools: ['query'] }, { text: 'all of it' }),
    tools: { query },
  });
  const { mastra, memory } = bridged({ agents: { a: agent } });
  const stream = await inSpan('POST /start', () => mastra.getAgent('a').stream('?'));
  const seen = new Set<string | undefined>();
  const text = await inSpan('GET /read', async () => {
    let read = '';
    for await (const piece of stream.textStream) {
      seen.add(trace.getActiveSpan()?.spanContext().spanId);
      read += piece;
    }
    return read;
  });
  expect(text).toBe('all of it');
  expect([...seen]).toEqual([telemetry.named('GET /read').spanContext().spanId]);
  expect(telemetry.tree).toBe(`POST /start
  invoke_agent a
    chat scripted-1 (CLIENT)
      step: 0
        execute_tool query
          SELECT
      step: 1
GET /read`);
  expectJoined(memory, telemetry);
});

test('agents that stream in each other, with tools in the second step as well', async () => {
  const inner = new Agent({
    id: 'inner',
    instructions: '',
    model: scripted({ tools: ['query'] }, { tools: ['query'] }, { text: 'found' }),
    tools: { query },
  });
  const ask = tool('ask', async () => (await inner.stream('?')).text);
  const model = scripted({ tools: ['ask'] }, { tools: ['ask'] }, { text: 'done' });
  const outer = new Agent({ id: 'outer', instructions: '', model, tools: { ask } });
  const { mastra, memory } = bridged({ agents: { outer, inner } });
  expect(await (await mastra.getAgent('outer').stream('?')).text).toBe('done');
  const asked = (queries: string) => `    step: N
      execute_tool ask
        invoke_agent inner
          chat scripted-1 (CLIENT)
${queries}            step: N
`;
  const queried = `            step: N
              execute_tool query
                SELECT
`;
  expect(`${telemetry.tree.replaceAll(/step: \d/g, 'step: N')}\n`).toBe(
    `invoke_agent outer\n  chat scripted-1 (CLIENT)\n${asked(queried + queried)}${asked('')}    step: N\n`,
  );
  expectJoined(memory, telemetry);
});

test('a generator works inside the span that it was made in, wherever it is read', async () => {
  const { memory, instance } = bridged({});
  const span = instance.startSpan({ type: 'generic', name: 'made in' });
  async function* rows() {
    for (let n = 0; n < 2; n++) yield await inSpan(`row ${n}`, async () => n);
  }
  await inSpan('read in', async () => {
    for await (const n of iterateInSpan(span, rows())) await inSpan(`use ${n}`, async () => n);
  });
  span.end();
  expect(telemetry.tree).toBe('made in\n  row 0\n  row 1\nread in\n  use 0\n  use 1');
  expectJoined(memory, telemetry);
});

test('twenty runs at once, each in its own request', async () => {
  const agents = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => {
      const look = tool(`look-${i}`, () => inSpan(`SELECT ${i}`, async () => new Promise(done => setImmediate(done))));
      const model = scripted({ tools: ['look'] }, { text: `${i}` });
      return [`a${i}`, new Agent({ id: `a${i}`, instructions: '', model, tools: { look } })];
    }),
  );
  const { mastra, memory } = bridged({ agents });
  await Promise.all(
    Object.keys(agents).map((id, i) =>
      inSpan(`GET /${i}`, async () => {
        const agent = mastra.getAgent(id);
        return i % 2 ? agent.generate('?') : (await agent.stream('?')).text;
      }),
    ),
  );
  const requests = telemetry.tree.split(/^(?=GET)/m).map(request => request.trimEnd());
  expect(requests).toHaveLength(20);
  requests.sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
  requests.forEach((request, i) => {
    expect(request).toBe(`GET /${i}
  invoke_agent a${i}
    chat scripted-1 (CLIENT)
      step: 0
        execute_tool look-${i}
          SELECT ${i}
      step: 1`);
  });
  expectJoined(memory, telemetry);
});

test('workflows, their steps, and baggage of the program', async () => {
  const seen: unknown[] = [];
  const step = (id: string) =>
    createStep({
      id,
      execute: async () => {
        seen.push(propagation.getActiveBaggage()?.getEntry('tenant')?.value);
        return inSpan(`work of ${id}`, async () => id);
      },
    });
  const flow = createWorkflow({ id: 'flow' })
    .then(step('first'))
    .parallel([step('left'), step('right')])
    .commit();
  const { mastra, memory } = bridged({ workflows: { flow } });
  const tenant = propagation.createBaggage({ tenant: { value: 'acme' } });
  await context.with(propagation.setBaggage(context.active(), tenant), () =>
    inSpan('job', async () => (await mastra.getWorkflow('flow').createRun()).start({ inputData: {} })),
  );
  expect(telemetry.tree).toBe(`job
  invoke_workflow flow
    workflow step: 'first'
      work of first
    workflow parallel: 2 branches
      workflow step: 'left'
        work of left
      workflow step: 'right'
        work of right`);
  expect(seen).toEqual(['acme', 'acme', 'acme']);
  expectJoined(memory, telemetry);
});
