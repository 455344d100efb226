import {
  type ObservabilityConfig,
  type ObservabilityEvent,
  SIGNALS,
  type SignalProcessor,
} from '@mastra/core/observability';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { imbalance } from '../delivery/ledger.ts';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';
import { RecordingLogger } from '../testing/destination.ts';

function pipeline(config: Partial<ObservabilityConfig> = {}) {
  const memory = new InMemoryExporter();
  const logger = new RecordingLogger();
  const observability = new Observability({ serviceName: 'test', exporters: [memory], ...config });
  observability.attach({ logger });
  const ledger = () => observability.health().exporters['in-memory']!.signals;
  const expectBalance = () => {
    for (const signal of SIGNALS) expect([signal, imbalance(ledger()[signal])]).toEqual([signal, 0]);
  };
  return { memory, logger, observability, instance: observability.getDefaultInstance(), ledger, expectBalance };
}

const boom = () => {
  throw new Error('boom');
};

/** Whatever is done to it throws. */
const hostile = new Proxy({}, { get: boom, has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
/** An object of which one property throws. */
const throwing = (name: string, rest: object = {}) =>
  Object.defineProperty({ ...rest }, name, { get: boom, enumerable: true });
const unprintable = { toString: boom, [Symbol.toPrimitive]: boom, toJSON: boom };
const values: readonly (readonly [string, unknown])[] = [
  ['a proxy that throws', hostile],
  ['a revoked proxy', revoked()],
  ['a throwing getter', throwing('a', { b: 1 })],
  ['something without a text', unprintable],
  ['null', null],
  ['a number', 7],
  ['a text', 'web'],
  ['a symbol', Symbol('s')],
  ['a list of such', [hostile, unprintable, Symbol('s')]],
];

describe.each([{ sampling: { type: 'always' } }, { sampling: { type: 'never' } }] as const)(
  'with $sampling.type',
  config => {
    it.each(values)('%s as any option throws nothing, and every span ends', async (_, value) => {
      const { memory, instance, observability, expectBalance } = pipeline(config);
      const given = value as never;
      const base = { type: 'model_generation', name: 'a', parent: null };
      const span = (options: object) => {
        const started = instance.startSpan(Object.create(base, Object.getOwnPropertyDescriptors(options)));
        expectBalance();
        return started;
      };
      const options = ['name', 'type', 'input', 'attributes', 'metadata', 'tags', 'links', 'entityId', 'parent'];
      const spans = [
        ...options.map(name => span({ [name]: value })),
        ...options.map(name => span(throwing(name))),
        ...['requestContext', 'tracingOptions'].flatMap(name => [span({ [name]: value }), span(throwing(name))]),
        ...[
          'userId',
          'sessionId',
          'tags',
          'metadata',
          'traceId',
          'sampled',
          'requestContextKeys',
          'traceState',
        ].flatMap(name => [
          span({ tracingOptions: { [name]: value }, requestContext: given }),
          span({ tracingOptions: throwing(name) }),
        ]),
        instance.startSpan(given),
        instance.createSpan(given, given),
        instance.createSpan('a', throwing('metadata', { userId: 'u' })),
      ];
      for (const one of spans) {
        one.createEventSpan(given);
        one.createChildSpan(given);
        one.update(given);
        one.update({ output: given, attributes: given, metadata: given });
        one.error(given);
        one.error({ error: given, endSpan: false, attributes: given });
        one.addScore(given);
        one.addScore([given, { scorerId: 's', score: 1, metadata: given, reason: given }]);
        one.addFeedback({ feedbackType: given, feedbackSource: given, value: given });
        one.logger.info(given, given);
        one.logger.error('said', throwing('a') as never);
        one.metrics.counter('c').add(1, given);
        one.metrics.counter(given).add(given, { a: given });
        one.metrics.emit('e', 1, { a: given }, given);
        one.metrics.emit('e', 1, throwing('a', { b: '1' }) as never, throwing('type') as never);
        one.end(given);
        one.end(throwing('output') as never);
        expectBalance();
      }
      expect(spans.every(({ isEnded }) => isEnded)).toBe(true);
      expect(memory.openSpans).toEqual([]);
      expect(JSON.stringify(memory.events)).toBeTypeOf('string');
      await observability.shutdown();
    });
  },
);

it('what can be read of an option that throws is recorded', () => {
  const { memory, instance } = pipeline();
  const options = throwing('input', { type: 'generic', name: 'a', metadata: throwing('x', { y: 1 }), parent: null });
  instance.startSpan(options as never).end(throwing('output', { metadata: { z: 2 } }) as never);
  expect(memory.spans).toMatchObject([
    { name: 'a', input: '[unreadable]', output: '[unreadable]', metadata: { x: '[unreadable: Error]', y: 1, z: 2 } },
  ]);
});

it('a measurement whose label throws is counted as invalid, with one warning', () => {
  const { logger, instance, ledger, expectBalance } = pipeline();
  const metrics = instance.getMetricsContext();
  for (let i = 0; i < 3; i++) metrics.counter('orders').add(1, throwing('city') as never);
  expect(ledger().metric.dropped.invalid).toBe(3);
  expect(logger.lines.filter(line => line.includes('orders'))).toHaveLength(1);
  expectBalance();
});

describe('the answer of a processor', () => {
  const answers: Readonly<Record<string, (event: ObservabilityEvent) => unknown>> = {
    'whose payload is empty': event => ({ type: event.type, exportedSpan: {}, [event.type]: {} }),
    'whose type throws': () => throwing('type'),
    'whose payload throws': event =>
      throwing('exportedSpan' in event ? 'exportedSpan' : event.type, { type: event.type }),
    'with a field that throws': event => {
      const key = 'exportedSpan' in event ? 'exportedSpan' : event.type;
      return { ...event, [key]: throwing('traceId', { ...((event as never)[key] as object) }) };
    },
    'that is a proxy that throws': () => hostile,
    'that is a revoked proxy': revoked,
    'of another signal': event => ({ ...event, type: event.type === 'log' ? 'metric' : 'log' }),
    'that is no event': () => 7,
    'changed in place to nothing': event =>
      Object.assign(event, { log: {}, metric: {}, score: {}, feedback: {}, exportedSpan: {} }),
  };

  it.each(Object.entries(answers))('%s is counted and throws nothing', async (_, answer) => {
    const processor: SignalProcessor = { name: 'p', process: answer as never };
    const { memory, instance, observability, ledger, expectBalance } = pipeline({ processors: [processor] });
    const span = instance.startSpan({ type: 'agent_run', name: 'a', parent: null });
    span.logger.info('log');
    span.metrics.gauge('g').set(1);
    span.addScore({ scorerId: 's', score: 1 });
    span.addFeedback({ feedbackType: 't', feedbackSource: 'u', value: 'up' });
    expectBalance();
    span.update({ output: 1 });
    span.end();
    expectBalance();
    await observability.shutdown();
    expect(memory.events).toEqual([]);
    for (const signal of SIGNALS) expect(ledger()[signal].dropped.processor_error).toBe(ledger()[signal].emitted);
    expect(ledger().tracing.emitted).toBe(3);
  });

  it('with getters that throw inside a payload is recorded without them, and what it changes later reaches nobody', () => {
    const mine = { card: '1', deep: throwing('x', { y: 1n }) };
    const process = (event: ObservabilityEvent) =>
      event.type === 'log' ? { ...event, log: { ...event.log, data: mine } } : event;
    const { memory, instance } = pipeline({ processors: [{ name: 'p', process }] });
    instance.getLoggerContext().info('a');
    mine.card = '2';
    expect(memory.logs[0]?.data).toEqual({ card: '1', deep: { x: '[unreadable: Error]', y: '1' } });
  });
});

describe('long texts', () => {
  it('as labels are cut, with a marker, and found again', () => {
    const { memory, instance } = pipeline();
    const metrics = instance.getMetricsContext();
    for (let i = 0; i < 2; i++) metrics.counter('c').add(1, { path: 'a b '.repeat(25_000), ['k'.repeat(9999)]: 'v' });
    const [first, second] = memory.metrics;
    expect(first?.labels.path).toMatch(/^a b .*\[cut: 256 of 100000 characters kept\]$/);
    expect(Object.keys(first?.labels ?? {}).every(key => key.length < 310)).toBe(true);
    expect(second?.labels).toBe(first?.labels);
  });

  it('as labels of derived metrics, ids and tags are cut', () => {
    const { memory, instance } = pipeline();
    const long = 'x y '.repeat(25_000);
    const tracingOptions = { userId: long, tags: [long] };
    const options = { entityType: 'agent', entityId: long, parent: null, tracingOptions } as const;
    instance.startSpan({ type: 'agent_run', name: 'a', ...options }).end();
    const [span] = memory.spans;
    expect([span?.userId, span?.entityId, ...(span?.tags ?? [])].every(text => (text?.length ?? 0) < 600)).toBe(true);
    expect(memory.metrics.every(({ labels }) => Object.values(labels).every(value => value.length < 310))).toBe(true);
  });

  it('do not fill the memory where a mask makes them one series', () => {
    const { memory, instance } = pipeline({ metrics: { cardinality: { maxSeriesPerMetric: 2 } } });
    const metrics = instance.getMetricsContext();
    for (let i = 0; i < 50; i++) metrics.counter('c').add(1, { password: `user${i}` });
    expect(new Set(memory.metrics.map(({ labels }) => JSON.stringify(labels))).size).toBe(1);
  });
});

describe('nested spans', () => {
  const DEPTH = 20_000;
  const nest = (instance: ReturnType<typeof pipeline>['instance']) => {
    const root = instance.startSpan({ type: 'generic', name: 'root', parent: null });
    let span = root;
    for (let i = 0; i < DEPTH; i++) span = span.createChildSpan({ type: 'generic', name: 'nested' });
    return { root, innermost: span };
  };

  it('twenty thousand deep are ended by their root, innermost first', () => {
    const { memory, instance, expectBalance } = pipeline();
    const { root, innermost } = nest(instance);
    root.end();
    expectBalance();
    expect(memory.openSpans).toEqual([]);
    const ended = memory.tracingEvents
      .filter(({ type }) => type === 'span.ended')
      .map(({ exportedSpan }) => exportedSpan);
    expect([ended[0]?.id, ended.at(-1)?.id, ended.length]).toEqual([innermost.id, root.id, DEPTH + 1]);
    expect([ended[0]?.endReason, ended.at(-1)?.endReason]).toEqual(['abandoned', undefined]);
    // What starts under a span that was closed is open on its own.
    innermost.createChildSpan({ type: 'generic', name: 'late' });
    expect(memory.openSpans.map(({ name }) => name)).toEqual(['late']);
  });

  it('are ended and flushed by a shutdown', async () => {
    const { memory, instance, observability } = pipeline();
    nest(instance);
    const { delivered, pending } = await observability.shutdown();
    expect([delivered, pending, memory.openSpans.length]).toEqual([0, 0, 0]);
    expect(memory.spans.at(-1)?.endReason).toBe('shutdown');
  });
});

it('a shutdown lets the event loop turn while it ends many spans', async () => {
  const { memory, instance, observability } = pipeline();
  for (let i = 0; i < 30_000; i++) instance.startSpan({ type: 'generic', name: 'open', parent: null });
  let turns = 0;
  const count = () => {
    turns++;
    if (!done) setImmediate(count);
  };
  let done = false;
  setImmediate(count);
  await observability.shutdown();
  done = true;
  expect(memory.openSpans).toEqual([]);
  expect(turns).toBeGreaterThan(1);
});

it('an event holds what it holds when it is emitted: what was replaced no longer counts', async () => {
  const { memory, instance } = pipeline();
  const span = instance.startSpan({ type: 'generic', name: 'a', parent: null });
  const output = { text: 'x'.repeat(100_000), list: [1, true, null] };
  for (let i = 0; i < 700; i++)
    span.update({ output, metadata: { note: 'y'.repeat(1000) }, attributes: { a: i } as never });
  span.error({ error: new Error('z'.repeat(1000)), endSpan: false });
  span.error({ error: new Error('z'.repeat(1000)), endSpan: false });
  span.end();
  const { SpanSnapshot } = await import('./exported.ts');
  expect(SpanSnapshot.bytesOf(memory.tracingEvents.at(-1)!.exportedSpan)).toBeLessThan(110_000);
});

describe('under the fake timers of a test runner', () => {
  afterEach(() => void vi.useRealTimers());

  it('durations are real ones, and a shutdown ends', async () => {
    const { memory, instance, observability } = pipeline();
    const span = instance.startSpan({ type: 'agent_run', name: 'a', parent: null });
    vi.useFakeTimers({ now: 0 });
    span.createChildSpan({ type: 'generic', name: 'b' }).end();
    vi.setSystemTime(-5000);
    span.end();
    const stopped = observability.shutdown();
    await stopped;
    expect(memory.spans.every(({ startTime, endTime }) => endTime!.getTime() >= startTime.getTime())).toBe(true);
    expect(memory.metricsNamed('mastra_agent_duration_ms')[0]!.value).toBeGreaterThanOrEqual(0);
  });
});
