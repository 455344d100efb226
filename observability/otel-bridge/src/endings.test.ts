import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { DiagLogLevel, diag, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { bridged } from './testing/application.ts';
import { expectJoined } from './testing/expect-joined.ts';
import { scripted } from './testing/models.ts';
import { Telemetry, unregister } from './testing/telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry().register();
});
afterEach(unregister);

const boom = new TypeError('no such city');

test('an error: status and exception event, on the tool and on nothing that got over it', async () => {
  const fail = createTool({
    id: 'fail',
    description: '',
    inputSchema: z.object({}),
    execute: async () => {
      throw boom;
    },
  });
  const model = scripted({ tools: ['fail'] }, { text: 'sorry' });
  const agent = new Agent({ id: 'a', instructions: '', model, tools: { fail } });
  const { mastra, memory } = bridged({ agents: { a: agent } });
  await mastra.getAgent('a').generate('?');
  const { status, events, attributes } = telemetry.named('execute_tool fail');
  expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such city' });
  expect(attributes).toMatchObject({ 'error.type': 'TypeError', 'gen_ai.tool.name': 'fail' });
  expect(events).toMatchObject([
    {
      name: 'exception',
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': 'no such city',
        'exception.stacktrace': expect.stringContaining('endings.test'),
      },
    },
  ]);
  expect(telemetry.spans.filter(span => span.status.code === SpanStatusCode.ERROR)).toHaveLength(1);
  expectJoined(memory, telemetry);
});

test('a failing model: the error reaches the caller as it is, and every span tells of it', async () => {
  const model = scripted(() => {
    throw boom;
  });
  const agent = new Agent({ id: 'a', instructions: '', model, modelSettings: { maxRetries: 0 } });
  const { mastra, memory } = bridged({ agents: { a: agent } });
  await expect(mastra.getAgent('a').generate('?')).rejects.toBe(boom);
  expect(telemetry.spans.map(span => span.status.code)).toEqual([2, 2, 2]);
  expectJoined(memory, telemetry);
});

test('an aborted stream ends every span, and each says why', async () => {
  const agent = new Agent({ id: 'a', instructions: '', model: scripted({ text: 'one two', hang: true }) });
  const { mastra, memory } = bridged({ agents: { a: agent } });
  const abort = new AbortController();
  const stream = await mastra.getAgent('a').stream('?', { abortSignal: abort.signal });
  for await (const piece of stream.textStream) if (piece.includes('two')) abort.abort();
  expect(telemetry.spans.map(span => [span.name, span.attributes['mastra.span.end_reason']])).toEqual([
    ['invoke_agent a', 'aborted'],
    ['chat scripted-1', 'aborted'],
    ['step: 0', 'aborted'],
  ]);
  expectJoined(memory, telemetry);
});

test('a reader who leaves ends every span', async () => {
  const agent = new Agent({ id: 'a', instructions: '', model: scripted({ text: 'one two', hang: true }) });
  const { mastra, memory } = bridged({ agents: { a: agent } });
  const stream = await mastra.getAgent('a').stream('?');
  for await (const piece of stream.textStream) if (piece) break;
  expect(telemetry.spans).toHaveLength(3);
  expectJoined(memory, telemetry);
});

test('a timeout is an error', () => {
  const { memory, instance } = bridged({});
  instance.startSpan({ type: 'generic', name: 'slow' }).end({ endReason: 'timeout' });
  expect(telemetry.named('slow').status).toEqual({ code: SpanStatusCode.ERROR, message: 'timeout' });
  expectJoined(memory, telemetry);
});

test('children that were forgotten end with their parent, and everything with the shutdown', async () => {
  const { mastra, memory, instance } = bridged({});
  const parent = instance.startSpan({ type: 'generic', name: 'parent' });
  const child = parent.createChildSpan({ type: 'generic', name: 'child' });
  child.createChildSpan({ type: 'generic', name: 'grandchild' });
  parent.createEventSpan({ type: 'generic', name: 'moment' });
  parent.end();
  child.end();
  parent.end();
  const open = instance.startSpan({ type: 'generic', name: 'open' });
  open.createChildSpan({ type: 'generic', name: 'below' });
  expect(telemetry.open).toEqual(['generic', 'generic']);
  await mastra.shutdown();
  expect(telemetry.spans.map(span => [span.name, span.attributes['mastra.span.end_reason']])).toEqual([
    ['parent', undefined],
    ['child', 'abandoned'],
    ['grandchild', 'abandoned'],
    ['moment', undefined],
    ['open', 'shutdown'],
    ['below', 'shutdown'],
  ]);
  expectJoined(memory, telemetry);
});

test('a child of a span that has ended still hangs below it', () => {
  const { memory, instance } = bridged({});
  const parent = instance.startSpan({ type: 'generic', name: 'parent' });
  parent.end();
  parent.createChildSpan({ type: 'generic', name: 'late' }).end();
  expect(telemetry.tree).toBe('parent\n  late');
  expectJoined(memory, telemetry);
});

test('a provider that was shut down takes nothing more, and the run goes on', async () => {
  const { memory, instance } = bridged({});
  const open = instance.startSpan({ type: 'generic', name: 'open' });
  await telemetry.provider.shutdown();
  open.createChildSpan({ type: 'generic', name: 'below' }).end();
  open.end();
  instance.startSpan({ type: 'generic', name: 'later' }).end();
  expect(memory.spans.map(span => span.name)).toEqual(['open', 'below', 'later']);
  expect(memory.openSpans).toEqual([]);
  expect(telemetry.open).toEqual([]);
});

test('somebody who ends our span for us does no harm, and OpenTelemetry has nothing to complain of', () => {
  const complaints: unknown[] = [];
  const hear = (...words: unknown[]) => void complaints.push(words);
  diag.setLogger({ error: hear, warn: hear, info: hear, debug: hear, verbose: hear }, DiagLogLevel.WARN);
  onTestFinished(() => diag.disable());
  const { memory, instance } = bridged({});
  const span = instance.startSpan({ type: 'generic', name: 'taken' });
  span.bridged?.run(() => trace.getActiveSpan()?.end());
  span.end();
  expect(memory.spans).toHaveLength(1);
  expect(telemetry.endings).toBe(1);
  expect(complaints).toEqual([]);
});

test('times are those of our own span', () => {
  const { memory, instance } = bridged({});
  const span = instance.startSpan({ type: 'generic', name: 'timed' });
  span.createChildSpan({ type: 'generic', name: 'inner' }).end();
  span.end();
  for (const ours of memory.spans) {
    const theirs = telemetry.named(ours.name);
    expect(milliseconds(theirs.startTime)).toBe(ours.startTime.getTime());
    expect(milliseconds(theirs.endTime)).toBe(ours.endTime?.getTime());
  }
});

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]) =>
  seconds * 1000 + Math.floor(nanoseconds / 1e6);
