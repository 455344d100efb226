import { readFileSync } from 'node:fs';
import { sampleSpan } from '@mastra/exporter-conformance';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LaminarExporterOptions } from './options.ts';
import { Application } from './testing/application.ts';
import { LaminarServer } from './testing/laminar-server.ts';
import { VERSION } from './version.ts';

let server: LaminarServer;
const applications: Application[] = [];

beforeEach(async () => {
  server = await new LaminarServer().start();
});
afterEach(async () => {
  await Promise.all(applications.splice(0).map(application => application.stop()));
  await server.stop();
});

function open(options?: LaminarExporterOptions): Application {
  const application = new Application(server, options);
  applications.push(application);
  return application;
}

const uuid = (spanId: string) => `00000000-0000-0000-${spanId.slice(0, 4)}-${spanId.slice(4)}`;
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
    metadata: { plan: 'pro', seats: 3, flags: { beta: true } },
    tracingOptions: { sessionId: 'session-1', userId: 'user-1', threadId: 'thread-1', tags: ['demo', 'oslo'] },
  });
  const generation = run.createChildSpan({
    type: 'model_generation',
    name: "llm: 'gpt-5'",
    input: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Weather in Oslo?' },
      ],
    },
    attributes: { model: 'gpt-5', provider: 'openai.responses', parameters: { temperature: 0.2 }, streaming: true },
  });
  const step = generation.createChildSpan({ type: 'model_step', name: 'step: 0', attributes: { stepIndex: 0 } });
  const tool = step.createChildSpan({
    type: 'tool_call',
    name: "tool: 'get-weather'",
    input: { city: 'Oslo' },
    attributes: { toolCallId: 'call-1' },
  });
  tool.end({ output: { celsius: 21 } });
  step.end({ output: { text: '' }, attributes: { usage: USAGE, costUsd: 0.0007, finishReason: 'tool-calls' } });
  generation.end({
    output: { text: 'It is 21 °C.' },
    attributes: { usage: USAGE, costUsd: 0.0007, finishReason: 'stop', responseModel: 'gpt-5-2025-08-07' },
  });
  run.end({ output: { text: 'It is 21 °C.' } });
  await application.drain();
  return { run, generation, step, tool };
}

describe('an agent run in Laminar', () => {
  test('keeps ids, parents and names, and says the way from the root', async () => {
    const { run, generation, step, tool } = await agentRun(open());
    const tree = server.spans.map(({ spanId, parentSpanId, name, attributes }) => [
      spanId,
      parentSpanId,
      name,
      attributes['lmnr.span.type'],
    ]);
    expect(tree).toEqual([
      [tool.id, step.id, "tool: 'get-weather'", 'TOOL'],
      [step.id, generation.id, 'step: 0', 'DEFAULT'],
      [generation.id, run.id, "llm: 'gpt-5'", 'LLM'],
      [run.id, undefined, "agent run: 'weather'", 'DEFAULT'],
    ]);
    const { attributes } = server.spanNamed("tool: 'get-weather'");
    expect(attributes['lmnr.span.path']).toEqual([
      "agent run: 'weather'",
      "llm: 'gpt-5'",
      'step: 0',
      "tool: 'get-weather'",
    ]);
    expect(attributes['lmnr.span.ids_path']).toEqual([run, generation, step, tool].map(span => uuid(span.id)));
    expect(server.spanNamed("agent run: 'weather'").attributes['lmnr.span.ids_path']).toEqual([uuid(run.id)]);
  });

  test('says on the root what Laminar knows of a trace', async () => {
    await agentRun(open());
    const { attributes, resource } = server.spanNamed("agent run: 'weather'");
    expect(attributes).toMatchObject({
      'lmnr.association.properties.session_id': 'session-1',
      'lmnr.association.properties.user_id': 'user-1',
      'lmnr.association.properties.tags': ['demo', 'oslo'],
      'lmnr.association.properties.metadata.plan': 'pro',
      'lmnr.association.properties.metadata.seats': 3,
      'lmnr.association.properties.metadata.flags': '{"beta":true}',
      'lmnr.association.properties.metadata.environment': 'test',
      'lmnr.association.properties.metadata.threadId': 'thread-1',
      'lmnr.span.input': 'Weather in Oslo?',
      'lmnr.span.output': '{"text":"It is 21 °C."}',
      'mastra.span.type': 'agent_run',
    });
    expect(resource).toMatchObject({ 'service.name': 'shop', 'deployment.environment': 'test' });
    const elsewhere = server.spans
      .filter(span => span.name !== "agent run: 'weather'")
      .flatMap(span => Object.keys(span.attributes))
      .filter(key => /association\.properties\.(?:session|user|metadata)/.test(key));
    expect(elsewhere).toEqual([]);
  });

  test('says of the call what Laminar prices and shows as a conversation', async () => {
    await agentRun(open());
    const { attributes } = server.spanNamed("llm: 'gpt-5'");
    expect(attributes).toMatchObject({
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.model': 'gpt-5-2025-08-07',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.usage.input_tokens': 120,
      'gen_ai.usage.output_tokens': 50,
      'llm.usage.total_tokens': 170,
      'gen_ai.usage.cache_read_input_tokens': 90,
      'gen_ai.usage.cache_creation_input_tokens': 10,
      'gen_ai.usage.reasoning_tokens': 15,
      'gen_ai.usage.cost': 0.0007,
    });
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Weather in Oslo?' }] },
    ]);
    expect(JSON.parse(String(attributes['gen_ai.system_instructions']))).toEqual([
      { type: 'text', content: 'Be brief.' },
    ]);
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toMatchObject([
      { role: 'assistant', parts: [{ type: 'text', content: 'It is 21 °C.' }] },
    ]);
    // The same conversation once more would be shown instead.
    expect(attributes).not.toHaveProperty(['lmnr.span.input']);
  });

  test('says of the tool what it was called with', async () => {
    await agentRun(open());
    expect(server.spanNamed("tool: 'get-weather'").attributes).toMatchObject({
      'lmnr.span.input': '{"city":"Oslo"}',
      'lmnr.span.output': '{"celsius":21}',
      'gen_ai.tool.call.id': 'call-1',
    });
  });

  test('counts and prices every token once', async () => {
    await agentRun(open());
    const counted = server.spans.map(span => [
      span.name,
      span.attributes['lmnr.span.type'] === 'LLM',
      Object.keys(span.attributes).filter(key => /^(?:gen_ai|llm)\.usage\./.test(key)).length > 0,
    ]);
    expect(counted).toEqual([
      ["tool: 'get-weather'", false, false],
      ['step: 0', false, false],
      ["llm: 'gpt-5'", true, true],
      ["agent run: 'weather'", false, false],
    ]);
  });
});

describe('a span in Laminar', () => {
  test('says how it failed', async () => {
    const application = open();
    application.instance.startSpan({ type: 'generic', name: 'fails' }).error({ error: new TypeError('no such city') });
    await application.drain();
    const { status, events } = server.spanNamed('fails');
    expect(status.code).toBe(2);
    expect(events).toEqual([
      {
        name: 'exception',
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'no such city',
          'exception.stacktrace': expect.stringContaining('TypeError: no such city'),
        },
      },
    ]);
  });

  test('of an embedding is priced as a call', async () => {
    const application = open();
    const attributes = { model: 'text-embedding-3-small', provider: 'openai', usage: { inputTokens: 8 } };
    const span = sampleSpan({ type: 'rag_embedding', name: 'embeds', input: ['a text'], attributes });
    application.exporter.onTracingEvent({ type: 'span.ended', exportedSpan: span });
    await application.drain();
    expect(server.spanNamed('embeds').attributes).toMatchObject({
      'lmnr.span.type': 'LLM',
      'lmnr.span.input': '["a text"]',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'text-embedding-3-small',
      'gen_ai.usage.input_tokens': 8,
      'llm.usage.total_tokens': 8,
    });
  });

  test.each<[string, LaminarExporterOptions]>([
    ['left out', { excludeSpanTypes: ['workflow_step'] }],
    ['filtered', { spanFilter: span => span.type !== 'workflow_step' }],
    ['renamed', { customSpanFormatter: span => ({ ...span, name: 'renamed' }) }],
  ])('has no path where spans are %s, because its parent would be taken from there', async (_, options) => {
    const application = open(options);
    const root = application.instance.startSpan({ type: 'generic', name: 'root' });
    const middle = root.createChildSpan({ type: 'workflow_step', name: 'middle' });
    middle.createChildSpan({ type: 'generic', name: 'leaf' }).end();
    middle.end();
    root.end();
    await application.drain();
    expect(server.spans.length).toBeGreaterThan(1);
    for (const span of server.spans) expect(span.attributes).not.toHaveProperty(['lmnr.span.ids_path']);
  });

  test('below a span of another process has no path, and keeps its parent', async () => {
    const application = open();
    const tracingOptions = { traceId: '69a42d40000000000000000000000b22', parentSpanId: '00000000000000ef' };
    application.instance.startSpan({ type: 'generic', name: 'continued', tracingOptions }).end();
    await application.drain();
    const span = server.spanNamed('continued');
    expect(span).toMatchObject(tracingOptions);
    expect(span.attributes).not.toHaveProperty(['lmnr.span.ids_path']);
  });

  test('is sent with the key, as protobuf', async () => {
    const application = open({ headers: { 'x-proxy': 'yes' } });
    application.instance.startSpan({ type: 'generic', name: 'one' }).end();
    await application.drain();
    expect(server.requestsTo('/v1/traces')[0]!.headers).toMatchObject({
      authorization: 'Bearer laminar-key',
      'content-type': 'application/x-protobuf',
      'x-proxy': 'yes',
    });
  });

  test('names the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(VERSION).toBe(version);
  });
});
