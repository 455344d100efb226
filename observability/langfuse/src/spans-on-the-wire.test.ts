import { readFileSync } from 'node:fs';
import type { OtlpSpan } from '@mastra/exporter-conformance';
import { at, sampleSpan } from '@mastra/exporter-conformance';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Application } from './testing/application.ts';
import { LangfuseServer } from './testing/langfuse-server.ts';
import { VERSION } from './version.ts';

let server: LangfuseServer;
const applications: Application[] = [];

beforeEach(async () => {
  server = await new LangfuseServer().start();
});
afterEach(async () => {
  await Promise.all(applications.splice(0).map(application => application.stop()));
  await server.stop();
});

function open(...args: ConstructorParameters<typeof Application> extends [unknown, ...infer R] ? R : never) {
  const application = new Application(server, ...args);
  applications.push(application);
  return application;
}

/** What every observation of the run below carries. */
const TRACE_WIDE = {
  'langfuse.trace.name': "agent run: 'weather'",
  'langfuse.trace.tags': ['demo', 'oslo'],
  'user.id': 'user-1',
  'session.id': 'session-1',
  'langfuse.environment': 'test-lab',
  'langfuse.release': 'abc123',
  'langfuse.version': '7',
};
const AGENT = {
  'langfuse.observation.metadata.entityType': 'agent',
  'langfuse.observation.metadata.entityId': 'weather',
  'langfuse.observation.metadata.entityName': 'weather',
  'langfuse.observation.metadata.rootEntityType': 'agent',
  'langfuse.observation.metadata.rootEntityId': 'weather',
  'langfuse.observation.metadata.rootEntityName': 'weather',
  'langfuse.observation.metadata.organizationId': 'org-1',
  'langfuse.observation.metadata.runId': 'run-1',
  'langfuse.observation.metadata.threadId': 'thread-1',
};
/** Short metadata of the root; the long biography stays there. */
const REPEATED = {
  'langfuse.trace.metadata.plan': 'pro',
  'langfuse.trace.metadata.seats': '3',
  'langfuse.trace.metadata.langfusePrompt': '{"name":"weather","version":4}',
};
const USAGE = {
  inputTokens: 120,
  outputTokens: 50,
  inputDetails: { text: 20, cacheRead: 90, cacheWrite: 10 },
  outputDetails: { text: 35, reasoning: 15 },
};

/** agent_run > model_generation > model_step > tool_call, as an agent makes them. */
async function agentRun(application: Application) {
  const run = application.instance.startSpan({
    type: 'agent_run',
    name: "agent run: 'weather'",
    entityType: 'agent',
    entityId: 'weather',
    entityName: 'weather',
    input: 'Weather in Oslo?',
    attributes: { instructions: 'Be brief.', maxSteps: 5, availableTools: ['get-weather'] },
    metadata: { plan: 'pro', seats: 3, langfusePrompt: { name: 'weather', version: 4 }, biography: 'long '.repeat(60) },
    tracingOptions: {
      sessionId: 'session-1',
      userId: 'user-1',
      organizationId: 'org-1',
      runId: 'run-1',
      threadId: 'thread-1',
      tags: ['demo', 'oslo'],
    },
  });
  const generation = run.createChildSpan({
    type: 'model_generation',
    name: "llm: 'gpt-5'",
    input: { messages: [{ role: 'user', content: 'Weather in Oslo?' }] },
    attributes: {
      model: 'gpt-5',
      provider: 'openai',
      parameters: { temperature: 0.2, stopSequences: ['END'] },
      streaming: true,
      tools: ['get-weather'],
    },
  });
  const step = generation.createChildSpan({ type: 'model_step', name: 'step: 0', attributes: { stepIndex: 0 } });
  const tool = step.createChildSpan({
    type: 'tool_call',
    name: "tool: 'get-weather'",
    entityType: 'tool',
    entityId: 'get-weather',
    entityName: 'get-weather',
    input: { city: 'Oslo' },
    attributes: { toolType: 'function', toolCallId: 'call-1' },
  });
  tool.end({ output: { celsius: 21 }, attributes: { success: true } });
  step.end({ attributes: { usage: USAGE, costUsd: 0.0007, finishReason: 'tool-calls', isContinued: true } });
  generation.end({
    output: { text: 'It is 21 °C.' },
    attributes: {
      usage: USAGE,
      costUsd: 0.0007,
      finishReason: 'stop',
      completionStartTime: new Date('2026-03-01T12:00:01.500Z'),
      responseModel: 'gpt-5-2025-08-07',
      responseId: 'resp-1',
    },
  });
  run.end({ output: 'It is 21 °C.' });
  await application.drain();
  return { run, generation, step, tool };
}

describe('an agent run in Langfuse', () => {
  const settings = { release: 'abc123', version: '7' };

  test('keeps ids, parents and names', async () => {
    const { run, generation, step, tool } = await agentRun(open(settings));
    const tree = server.spans.map(({ traceId, spanId, parentSpanId, name }) => [traceId, spanId, parentSpanId, name]);
    expect(tree).toEqual([
      [run.traceId, tool.id, step.id, "tool: 'get-weather'"],
      [run.traceId, step.id, generation.id, 'step: 0'],
      [run.traceId, generation.id, run.id, "llm: 'gpt-5'"],
      [run.traceId, run.id, undefined, "agent run: 'weather'"],
    ]);
    expect(server.spans.every(span => span.resource['service.name'] === 'shop')).toBe(true);
    expect(server.spans.every(span => span.scope === '@mastra/langfuse')).toBe(true);
  });

  test('says of the agent what it was asked and answered', async () => {
    await agentRun(open(settings));
    expect(server.spanNamed("agent run: 'weather'").attributes).toEqual({
      ...TRACE_WIDE,
      ...AGENT,
      'langfuse.internal.is_app_root': true,
      'langfuse.observation.type': 'agent',
      'langfuse.observation.level': 'DEFAULT',
      'langfuse.observation.input': 'Weather in Oslo?',
      'langfuse.observation.output': 'It is 21 °C.',
      'langfuse.observation.metadata.spanType': 'agent_run',
      'langfuse.observation.metadata.instructions': 'Be brief.',
      'langfuse.observation.metadata.maxSteps': '5',
      'langfuse.observation.metadata.availableTools': '["get-weather"]',
      'langfuse.observation.metadata.plan': 'pro',
      'langfuse.observation.metadata.seats': '3',
      'langfuse.observation.metadata.langfusePrompt': '{"name":"weather","version":4}',
      'langfuse.observation.metadata.biography': 'long '.repeat(60),
    });
  });

  test('says of the generation what Langfuse prices and compares by', async () => {
    await agentRun(open(settings));
    expect(server.spanNamed("llm: 'gpt-5'").attributes).toEqual({
      ...TRACE_WIDE,
      ...AGENT,
      ...REPEATED,
      'langfuse.observation.type': 'generation',
      'langfuse.observation.level': 'DEFAULT',
      'langfuse.observation.input': '{"messages":[{"role":"user","content":"Weather in Oslo?"}]}',
      'langfuse.observation.output': '{"text":"It is 21 °C."}',
      'langfuse.observation.model.name': 'gpt-5-2025-08-07',
      'langfuse.observation.model.parameters': '{"temperature":0.2,"stopSequences":["END"]}',
      'langfuse.observation.usage_details': JSON.stringify({
        input: 20,
        input_cached_tokens: 90,
        input_cache_creation: 10,
        output: 35,
        output_reasoning: 15,
        total: 170,
      }),
      'langfuse.observation.cost_details': '{"total":0.0007}',
      'langfuse.observation.completion_start_time': '2026-03-01T12:00:01.500Z',
      'langfuse.observation.prompt.name': 'weather',
      'langfuse.observation.prompt.version': 4,
      'langfuse.observation.metadata.spanType': 'model_generation',
      'langfuse.observation.metadata.model': 'gpt-5',
      'langfuse.observation.metadata.provider': 'openai',
      'langfuse.observation.metadata.streaming': 'true',
      'langfuse.observation.metadata.tools': '["get-weather"]',
      'langfuse.observation.metadata.finishReason': 'stop',
      'langfuse.observation.metadata.responseModel': 'gpt-5-2025-08-07',
      'langfuse.observation.metadata.responseId': 'resp-1',
    });
  });

  test('says of the tool what it was called with', async () => {
    await agentRun(open(settings));
    expect(server.spanNamed("tool: 'get-weather'").attributes).toMatchObject({
      ...TRACE_WIDE,
      ...REPEATED,
      'langfuse.observation.type': 'tool',
      'langfuse.observation.input': '{"city":"Oslo"}',
      'langfuse.observation.output': '{"celsius":21}',
      'langfuse.observation.metadata.toolCallId': 'call-1',
      'langfuse.observation.metadata.success': 'true',
      'langfuse.observation.metadata.entityName': 'get-weather',
      'langfuse.observation.metadata.parentEntityName': 'weather',
    });
  });

  test('counts and prices every token once', async () => {
    await agentRun(open(settings));
    const counting = (span: OtlpSpan) =>
      Object.keys(span.attributes).filter(key =>
        /\.(?:usage_details|cost_details|model\.name|prompt\.name)$/.test(key),
      );
    const found = server.spans.map(span => [span.name, counting(span).length]);
    expect(found).toEqual([
      ["tool: 'get-weather'", 0],
      ['step: 0', 0],
      ["llm: 'gpt-5'", 4],
      ["agent run: 'weather'", 0],
    ]);
    // Langfuse would read tokens and models of these as well.
    const foreign = server.spans.flatMap(span =>
      Object.keys(span.attributes).filter(key => /^(?:gen_ai|llm|ai|model)\b/.test(key)),
    );
    expect(foreign).toEqual([]);
    expect(server.spanNamed('step: 0').attributes['langfuse.observation.metadata.usage']).toBe(JSON.stringify(USAGE));
  });
});

describe('a span in Langfuse', () => {
  test('has its times to the millisecond', async () => {
    const application = open();
    application.exporter.onTracingEvent({
      type: 'span.ended',
      exportedSpan: sampleSpan({ startTime: at(123), endTime: at(373) }),
    });
    await application.drain();
    const [span] = server.spans;
    expect([span!.startMs, span!.endMs]).toEqual([
      Date.parse('2026-03-01T12:00:00.123Z'),
      Date.parse('2026-03-01T12:00:00.373Z'),
    ]);
  });

  test('says how it failed', async () => {
    const application = open();
    const span = application.instance.startSpan({ type: 'generic', name: 'fails' });
    span.error({ error: Object.assign(new TypeError('no such city'), { code: 'CITY_UNKNOWN' }) });
    await application.drain();
    const { attributes, status } = server.spanNamed('fails');
    expect(attributes).toMatchObject({
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': 'TypeError: no such city',
    });
    expect(JSON.parse(String(attributes['langfuse.observation.metadata.error']))).toMatchObject({
      name: 'TypeError',
      message: 'no such city',
      id: 'CITY_UNKNOWN',
      stack: expect.stringContaining('TypeError: no such city'),
    });
    expect(status.code).toBe(2);
  });

  test('that continues a trace from elsewhere is the root of the application', async () => {
    const application = open();
    const tracingOptions = { traceId: '69a42d40000000000000000000000b22', parentSpanId: '00000000000000ef' };
    const root = application.instance.startSpan({ type: 'generic', name: 'continued', tracingOptions });
    root.createChildSpan({ type: 'generic', name: 'below' }).end();
    root.end();
    await application.drain();
    expect(server.spanNamed('continued')).toMatchObject({
      ...tracingOptions,
      attributes: { 'langfuse.internal.is_app_root': true },
    });
    expect(server.spanNamed('below').attributes).not.toHaveProperty('langfuse.internal.is_app_root');
  });

  test('is sent once, when it has ended', async () => {
    const application = open();
    const span = application.instance.startSpan({ type: 'generic', name: 'grows' });
    span.update({ attributes: { rows: 1 } });
    await application.drain();
    expect(server.requestCount).toBe(0);
    span.end({ attributes: { rows: 2 } });
    await application.drain();
    expect(server.spans.map(({ attributes }) => attributes['langfuse.observation.metadata.rows'])).toEqual(['2']);
    expect(application.ledger.tracing).toMatchObject({ emitted: 3, delivered: 1, filtered: 2 });
  });

  test("does not get back what a formatter took out of its trace's root", async () => {
    const application = open({ customSpanFormatter: span => ({ ...span, name: 'hidden', metadata: undefined }) });
    const root = application.instance.startSpan({ type: 'generic', name: 'secret name', metadata: { patient: 'Ann' } });
    root.createChildSpan({ type: 'generic', name: 'secret child' }).end();
    root.end();
    await application.drain();
    expect(server.spans).toHaveLength(2);
    expect(JSON.stringify(server.spans)).not.toMatch(/secret|Ann/);
  });
});

describe('a request for spans', () => {
  test('is authorised, compressed and of the current ingestion version', async () => {
    const application = open({ headers: { 'x-proxy': 'yes' } });
    application.instance.startSpan({ type: 'generic', name: 'one' }).end();
    await application.drain();
    const [request] = server.requestsTo('/api/public/otel/v1/traces');
    expect(request!.method).toBe('POST');
    expect(request!.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('pk-lf-test:sk-lf-test').toString('base64')}`,
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'x-langfuse-ingestion-version': '4',
      'x-langfuse-sdk-name': '@mastra/langfuse',
      'x-langfuse-sdk-version': VERSION,
      'x-proxy': 'yes',
    });
  });

  test('goes below the path that the address has', async () => {
    const application = open({ baseUrl: `${server.url}/langfuse/` });
    application.instance.startSpan({ type: 'generic', name: 'one' }).end();
    await application.observability.flush({ timeoutMs: 1000 });
    expect(server.accepted.map(({ path }) => path)).toContain('/langfuse/api/public/otel/v1/traces');
  });

  test('names the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(VERSION).toBe(version);
  });
});
