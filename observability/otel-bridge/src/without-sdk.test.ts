import { Agent } from '@mastra/core/agent';
import type { DiagnosticLogger } from '@mastra/core/observability';
import { getAmbientSpan, runInSpan } from '@mastra/core/observability';
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { suppressTracing } from '@opentelemetry/core';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, expect, test } from 'vitest';
import { OtelBridge } from './index.ts';
import { bridged } from './testing/application.ts';
import { expectJoined } from './testing/expect-joined.ts';
import { scripted } from './testing/models.ts';
import { Telemetry, unregister } from './testing/telemetry.ts';

afterEach(unregister);

const generic = { type: 'generic', name: 'run' } as const;

/** A bridge, and what it said. */
function listening(options: ConstructorParameters<typeof OtelBridge>[0] = {}) {
  const said: string[] = [];
  const hear = (...words: unknown[]) => void said.push(words.map(String).join(' '));
  const logger: DiagnosticLogger = { debug: hear, info: () => undefined, warn: hear, error: hear };
  const bridge = new OtelBridge(options);
  const made = bridged({}, { bridge });
  bridge.init({ logger });
  return { ...made, said };
}

test('without an SDK everything is as without the bridge, which says so once', async () => {
  const agent = new Agent({ id: 'a', instructions: '', model: scripted({ text: 'hi' }) });
  const { mastra, memory } = bridged({ agents: { a: agent } });
  expect(await mastra.getAgent('a').generate('?')).toMatchObject({ text: 'hi' });
  expect(memory.spans).toHaveLength(3);
  expect(memory.openSpans).toEqual([]);

  const { instance, said } = listening();
  const span = instance.startSpan(generic);
  expect(span.bridged).toBeUndefined();
  expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(runInSpan(span, getAmbientSpan)).toBe(span);
  span.createChildSpan(generic).end();
  span.end();
  instance.startSpan(generic).end();
  expect(said).toEqual([expect.stringContaining('no OpenTelemetry SDK records')]);
});

test('an active span of an SDK that is not here is continued, and its id is not taken', () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const { instance, memory } = listening();
  context.with(trace.setSpanContext(ROOT_CONTEXT, remote), () => instance.startSpan(generic).end());
  expect(memory.spans[0]).toMatchObject({ traceId: remote.traceId, parentSpanId: remote.spanId });
  expect(memory.spans[0]?.id).not.toBe(remote.spanId);
});

test('a provider that comes later is used from then on, also a second one', () => {
  const { instance, memory } = listening();
  const early = instance.startSpan(generic);
  const first = new Telemetry().register();
  const child = early.createChildSpan(generic);
  expect(child.bridged).toBeUndefined();
  early.end();
  instance.startSpan(generic).end();
  expect(first.spans).toHaveLength(1);
  unregister();
  const second = new Telemetry().register();
  instance.startSpan(generic).end();
  expect(first.spans).toHaveLength(1);
  expect(second.spans).toHaveLength(1);
  expect(memory.spans).toHaveLength(4);
});

test('a provider without a context manager: the spans nest, and what is missing is said once', () => {
  const telemetry = new Telemetry();
  trace.setGlobalTracerProvider(telemetry.provider);
  const { instance, memory, said } = listening();
  const root = instance.startSpan({ ...generic, name: 'root' });
  expect(runInSpan(root, getAmbientSpan)).toBe(root);
  root.createChildSpan({ ...generic, name: 'child' }).end();
  root.end();
  expect(telemetry.tree).toBe('root\n  child');
  expect(said).toEqual([expect.stringContaining('no context manager')]);
  expectJoined(memory, telemetry);
});

test('a provider that is given is used instead of the global one', () => {
  const globally = new Telemetry().register();
  const given = new Telemetry();
  const { instance, said } = listening({ tracerProvider: given.provider });
  instance.startSpan(generic).end();
  expect(given.spans.map(span => span.instrumentationScope.name)).toEqual(['@mastra/otel-bridge']);
  expect(globally.spans).toEqual([]);
  expect(said).toEqual([]);
});

test('where tracing is suppressed, OpenTelemetry gets nothing and nobody is warned', () => {
  const telemetry = new Telemetry().register();
  const { instance, memory, said } = listening();
  context.with(suppressTracing(context.active()), () => {
    const span = instance.startSpan(generic);
    runInSpan(span, () => instance.startSpan(generic).end());
    span.end();
  });
  expect(memory.spans).toHaveLength(2);
  expect(telemetry.spans).toEqual([]);
  expect(said).toEqual([]);
});

test('an SDK that throws wherever it can does not reach the program', () => {
  const no = (): never => {
    throw new Error('broken SDK');
  };
  const broken = new TracerProvider({
    spanProcessors: [{ onStart: () => undefined, onEnd: no, forceFlush: no, shutdown: no }],
  });
  const unusable = { getTracer: () => ({ startSpan: no, startActiveSpan: no }) };
  for (const tracerProvider of [broken, unusable]) {
    const { instance, memory, said } = listening({ tracerProvider });
    const span = instance.startSpan(generic);
    expect(runInSpan(span, () => 'done')).toBe('done');
    expect(() => runInSpan(span, no)).toThrow('broken SDK');
    span.end();
    expect(memory.spans).toHaveLength(1);
    expect(said.filter(line => line.includes('Error: broken SDK'))).toHaveLength(1);
  }
});

test('a context manager that throws does not keep the work from being done, once', () => {
  class Broken implements ContextManager {
    active = (): Context => ROOT_CONTEXT;
    with = (): never => {
      throw new Error('broken context');
    };
    bind = <T>(_: Context, target: T): T => target;
    enable = (): this => this;
    disable = (): this => this;
  }
  const telemetry = new Telemetry();
  context.setGlobalContextManager(new Broken());
  const { instance, memory } = listening({ tracerProvider: telemetry.provider });
  const span = instance.startSpan(generic);
  let calls = 0;
  expect(runInSpan(span, () => ++calls)).toBe(1);
  span.end();
  expect(memory.spans).toHaveLength(1);
});
