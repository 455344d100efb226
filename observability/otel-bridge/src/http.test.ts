import { Agent } from '@mastra/core/agent';
import type { TracingEvent } from '@mastra/core/observability';
import { createTool } from '@mastra/core/tools';
import { extractContext, injectContext, QueuedExporter } from '@mastra/observability';
import { SpanKind, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { bridged } from './testing/application.ts';
import { expectJoined } from './testing/expect-joined.ts';
import { instrumentedHttp } from './testing/http.ts';
import { scripted } from './testing/models.ts';
import { idOf, parentIdOf, Telemetry, unregister } from './testing/telemetry.ts';

let http: ReturnType<typeof instrumentedHttp>;
let telemetry: Telemetry;
beforeAll(() => {
  telemetry = new Telemetry().register();
  http = instrumentedHttp();
});
afterAll(() => {
  http.unregister();
  unregister();
});
beforeEach(() => telemetry.reset());

test('an instrumented request, an agent in it, and an instrumented request of its tool', async () => {
  const headersSeen: unknown[] = [];
  const data = await http.listen(async (request, response) => {
    headersSeen.push(request.headers.traceparent);
    response.end('21');
  });
  const lookUp = createTool({
    id: 'look-up',
    description: '',
    inputSchema: z.object({}),
    execute: async () => ({ celsius: await http.ask(data.url) }),
  });
  const model = scripted({ tools: ['lookUp'] }, { text: '21 degrees' });
  const agent = new Agent({ id: 'weather', instructions: '', model, tools: { lookUp } });
  const { mastra, memory } = bridged({ agents: { weather: agent } });
  const app = await http.listen(async (_, response) => {
    response.end((await mastra.getAgent('weather').generate('?')).text);
  });
  expect(await http.ask(app.url)).toBe('21 degrees');
  await Promise.all([app.close(), data.close()]);
  expect(telemetry.tree).toBe(`GET (CLIENT)
  GET (SERVER)
    invoke_agent weather
      chat scripted-1 (CLIENT)
        step: 0
          execute_tool look-up
            GET (CLIENT)
              GET (SERVER)
        step: 1`);
  const inner = telemetry.spans.filter(span => span.kind === SpanKind.CLIENT).at(-1);
  expect(headersSeen).toEqual([`00-${inner?.spanContext().traceId}-${inner?.spanContext().spanId}-01`]);
  expect(inner && parentIdOf(inner)).toBe(
    `${memory.spansOfType('tool_call')[0]?.traceId}/${memory.spansOfType('tool_call')[0]?.id}`,
  );
  expectJoined(memory, telemetry);
});

test('a stream that is written into the response keeps its tools below the request', async () => {
  const data = await http.listen(async (_, response) => void response.end('21'));
  const lookUp = createTool({
    id: 'look-up',
    description: '',
    inputSchema: z.object({}),
    execute: async () => ({ celsius: await http.ask(data.url) }),
  });
  const weather = (id: string) => {
    const model = scripted({ tools: ['lookUp'] }, { text: 'one two three' });
    return new Agent({ id, name: 'weather', instructions: '', model, tools: { lookUp } });
  };
  const { mastra, memory } = bridged({ agents: { '/a': weather('a'), '/b': weather('b') } });
  const app = await http.listen(async ({ url }, response) => {
    const stream = await mastra.getAgent(url as '/a').stream('?');
    for await (const piece of stream.textStream) response.write(piece);
    response.end();
  });
  const answers = await Promise.all(['/a', '/b'].map(path => http.ask(app.url + path)));
  expect(answers).toEqual(['one two three', 'one two three']);
  await Promise.all([app.close(), data.close()]);
  const requests = telemetry.tree.split(/^(?=GET)/m);
  expect(requests).toHaveLength(2);
  for (const request of requests) {
    expect(request.trimEnd()).toBe(`GET (CLIENT)
  GET (SERVER)
    invoke_agent weather
      chat scripted-1 (CLIENT)
        step: 0
          execute_tool look-up
            GET (CLIENT)
              GET (SERVER)
        step: 1`);
  }
  expectJoined(memory, telemetry);
});

test('our own propagation tells the same ids as the instrumentation', async () => {
  const { instance } = bridged({});
  const span = instance.startSpan({ type: 'generic', name: 'job' });
  const theirs = span.bridged?.run(() => trace.getActiveSpan()?.spanContext());
  expect(injectContext(span).traceparent).toBe(`00-${theirs?.traceId}-${theirs?.spanId}-01`);
  span.end();
});

test("a caller's context that is given to the run: under the caller for us, under the request for OpenTelemetry", async () => {
  const agent = new Agent({ id: 'callee', instructions: '', model: scripted({ text: 'hi' }) });
  const { mastra, memory, instance } = bridged({ agents: { callee: agent } });
  const app = await http.listen(async (request, response) => {
    const tracingOptions = extractContext(request.headers);
    response.end((await mastra.getAgent('callee').generate('?', { tracingOptions })).text);
  });
  const caller = instance.startSpan({ type: 'tool_call', name: 'call', tracingOptions: { sessionId: 's-1' } });
  await caller.bridged?.run(() => http.ask(app.url, injectContext(caller)));
  caller.end();
  await app.close();
  const [run] = memory.spansOfType('agent_run');
  expect(run).toMatchObject({ traceId: caller.traceId, sessionId: 's-1' });
  expect(telemetry.tree).toBe(`execute_tool call
  GET (CLIENT)
    GET (SERVER)
      invoke_agent callee
        chat scripted-1 (CLIENT)
          step: 0`);
  const server = telemetry.spans.find(span => span.kind === SpanKind.SERVER);
  expect(parentIdOf(telemetry.named('invoke_agent callee'))).toBe(server && idOf(server));
});

test('what exporters send is no part of the trace', async () => {
  const sink = await http.listen(async (_, response) => void response.end());
  const sent: Promise<string>[] = [];
  const sending = {
    name: 'sending',
    onTracingEvent: () => {
      sent.push(http.ask(sink.url));
    },
  };
  const { instance } = bridged({}, { exporters: [sending] });
  const span = instance.startSpan({ type: 'generic', name: 'work' });
  span.bridged?.run(() => span.end());
  await Promise.all(sent);
  await sink.close();
  expect(sent).toHaveLength(2);
  expect(telemetry.spans.filter(one => one.kind === SpanKind.CLIENT)).toEqual([]);
});

test('nor what an exporter with a queue sends in its own time, or when it is flushed', async () => {
  const sink = await http.listen(async (_, response) => void response.end());
  class Sending extends QueuedExporter {
    readonly name = 'sending';
    readonly onTracingEvent = (event: TracingEvent) => this.accept('tracing', event);
    protected override async send(): Promise<void> {
      await http.ask(sink.url);
    }
  }
  const { instance } = bridged({}, { exporters: [new Sending({ maxBatchSize: 1 })] });
  const span = instance.startSpan({ type: 'generic', name: 'work' });
  await span.bridged?.run(async () => {
    span.createChildSpan({ type: 'generic', name: 'child' }).end();
    await instance.flush();
  });
  span.end();
  await instance.shutdown();
  await sink.close();
  expect(instance.health().exporters.sending?.signals.tracing.delivered).toBe(4);
  expect(telemetry.spans.filter(one => one.kind === SpanKind.CLIENT)).toEqual([]);
});
