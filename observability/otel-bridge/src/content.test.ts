import { Agent } from '@mastra/core/agent';
import type { ObservabilityEvent, SignalProcessor } from '@mastra/core/observability';
import { genAiSpan, otlpResource, toReadableSpan } from '@mastra/otel-exporter';
import { SpanKind, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bridged } from './testing/application.ts';
import { expectJoined } from './testing/expect-joined.ts';
import { scripted } from './testing/models.ts';
import { Telemetry, unregister } from './testing/telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry().register();
});
afterEach(unregister);

const processor = (process: SignalProcessor['process']): SignalProcessor => ({ name: 'test', process });
/** Everything that OpenTelemetry was told. */
const told = () =>
  JSON.stringify(
    telemetry.spans.map(({ name, attributes, events, links, status }) => ({ name, attributes, events, links, status })),
  );

test('a span is what the exporter would send: name, kind, attributes, events, links, status', () => {
  const { memory, instance } = bridged({}, {}, { includeContent: true });
  const linked = instance.startSpan({ type: 'generic', name: 'linked' });
  linked.end();
  const root = instance.startSpan({
    type: 'tool_call',
    name: "tool: 't'",
    entityType: 'tool',
    entityId: 't',
    input: { city: 'Oslo' },
    attributes: { toolCallId: 'c-1', toolType: 'function' },
    metadata: { plan: 'pro' },
    tags: ['one'],
    links: [{ traceId: linked.traceId, spanId: linked.id, attributes: { why: 'because' } }],
    tracingOptions: { sessionId: 's', threadId: 't', userId: 'u' },
  });
  root.error({ error: new RangeError('cold'), attributes: { success: false } });
  const resource = otlpResource({ serviceName: 'test' });
  for (const exported of memory.spans) {
    const description = genAiSpan(exported, { includeContent: true });
    const sent = toReadableSpan(exported, { ...description, resource, scope: { name: 'x' } });
    const theirs = telemetry.named(sent.name);
    expect(theirs.kind).toBe(sent.kind);
    expect(theirs.attributes).toEqual(sent.attributes);
    expect(theirs.status).toEqual(sent.status);
    expect(theirs.links.map(({ context, attributes }) => ({ context, attributes }))).toEqual(sent.links);
    expect(theirs.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual(
      sent.events.map(({ name, attributes }) => ({ name, attributes })),
    );
  }
  expect(telemetry.named('execute_tool t').attributes).toMatchObject({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.conversation.id': 't',
    'gen_ai.tool.call.arguments': '{"city":"Oslo"}',
  });
});

test('what was said stays away unless it is asked for', async () => {
  const agent = () => new Agent({ id: 'a', instructions: 'be kind', model: scripted({ text: 'the answer' }) });
  const without = bridged({ agents: { a: agent() } });
  await without.mastra.getAgent('a').generate('the question');
  expect(told()).not.toMatch(/the question|the answer|be kind/);
  telemetry.reset();
  const included = bridged({ agents: { a: agent() } }, {}, { includeContent: true });
  await included.mastra.getAgent('a').generate('the question');
  expect(told()).toMatch(/the question/);
  expect(told()).toMatch(/the answer/);
});

test('kinds: a call of a model is a client, a run and a tool are not', () => {
  const { instance } = bridged({});
  const root = instance.startSpan({ type: 'agent_run', name: 'a' });
  for (const type of ['model_generation', 'tool_call', 'mcp_tool_call', 'rag_embedding'] as const) {
    root.createChildSpan({ type, name: type }).end();
  }
  root.end();
  const kinds = Object.fromEntries(telemetry.spans.map(span => [span.attributes['mastra.span.type'], span.kind]));
  expect(kinds).toEqual({
    agent_run: SpanKind.INTERNAL,
    model_generation: SpanKind.CLIENT,
    tool_call: SpanKind.INTERNAL,
    mcp_tool_call: SpanKind.CLIENT,
    rag_embedding: SpanKind.CLIENT,
  });
});

test('secrets: what the default filter takes out does not reach OpenTelemetry either', () => {
  const { memory, instance } = bridged({}, {}, { includeContent: true });
  const span = instance.startSpan({
    type: 'generic',
    name: 'call with sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH',
    input: { apiKey: 'hunter2-hunter2', city: 'Oslo' },
    metadata: { password: 'hunter2-hunter2' },
  });
  span.error({ error: new Error('Authorization: Bearer hunter2-hunter2-token') });
  expect(told()).toContain('Oslo');
  expect(told()).not.toMatch(/hunter2|sk-proj-abc/);
  expectJoined(memory, telemetry);
});

test('processors of the program: what they change is changed, at the start nothing is told that they have not seen', () => {
  const names: string[] = [];
  const shout = processor(event =>
    'exportedSpan' in event
      ? ({ ...event, exportedSpan: { ...event.exportedSpan, name: 'changed', input: 'changed' } } as ObservabilityEvent)
      : event,
  );
  const watched = new Telemetry({
    spanProcessors: [
      {
        onStart: span => void names.push(JSON.stringify([span.name, span.attributes])),
        onEnd: () => undefined,
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  const { instance } = bridged({}, { processors: [shout] }, { includeContent: true, tracerProvider: watched.provider });
  instance.startSpan({ type: 'generic', name: 'secret name', input: 'secret input' }).end({ output: 'seen' });
  expect(names).toEqual([JSON.stringify(['generic', { 'mastra.span.type': 'generic' }])]);
  expect(watched.named('changed').attributes).toMatchObject({ 'mastra.input': 'changed', 'mastra.output': 'seen' });
});

test('an event that a processor keeps back or fails at: the span ends and tells nothing', () => {
  for (const process of [
    () => undefined,
    () => {
      throw new Error('broken');
    },
  ]) {
    telemetry.reset();
    const { memory, instance } = bridged(
      { logger: 'silent' },
      { processors: [processor(process)] },
      { includeContent: true },
    );
    const root = instance.startSpan({
      type: 'tool_call',
      name: 'secret',
      input: 'secret',
      metadata: { secret: 'secret' },
    });
    root.createEventSpan({ type: 'model_chunk', name: 'secret', output: 'secret' });
    root.error({ error: new Error('secret') });
    expect(memory.spans).toEqual([]);
    expect(telemetry.tree).toBe('execute_tool\n  model_chunk');
    expect(telemetry.open).toEqual([]);
    expect(told()).not.toContain('secret');
  }
});

test('what the program writes onto the active span stays on it', () => {
  const { instance } = bridged({});
  const span = instance.startSpan({ type: 'generic', name: 'work' });
  span.bridged?.run(() => trace.getActiveSpan()?.setAttribute('rows', 3).addEvent('read'));
  span.end();
  expect(telemetry.named('work').attributes.rows).toBe(3);
  expect(telemetry.named('work').events.map(event => event.name)).toEqual(['read']);
});
