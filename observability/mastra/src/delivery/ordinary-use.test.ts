import { setTimeout as sleep } from 'node:timers/promises';
import { type ObservabilityEvent, SIGNALS, type Signal } from '@mastra/core/observability';
import { describe, expect, it, vi } from 'vitest';
import {
  deliveryTo,
  Failure,
  gate,
  logEvent,
  metricEvent,
  RecordingLogger,
  ScriptedDestination,
  spanEvent,
} from '../testing/destination.ts';
import { until } from '../testing/spools.ts';
import type { Delivery } from './delivery.ts';
import { RetryAfterError } from './failure.ts';
import { imbalance } from './ledger.ts';

// What broke in the first edition, each with its kind.

const of = (delivery: Delivery, signal: Signal) => delivery.health().signals[signal];

function expectBalance(delivery: Delivery): void {
  for (const signal of SIGNALS) expect(imbalance(of(delivery, signal)), signal).toBe(0);
}

const large = (bytes: number) => 'x'.repeat(bytes);

describe('a batch goes at once when it is full', () => {
  it.each([
    ['in bytes', { maxBatchBytes: 100_000 }, 2],
    ['in events', { maxBatchSize: 2 }, 2],
    ['with one event', { maxBatchBytes: 1000 }, 1],
  ])('%s, and does not wait for its window', async (_, limits, events) => {
    const destination = new ScriptedDestination();
    const arrived = gate();
    destination.behave = () => arrived.open();
    const delivery = deliveryTo(destination, { ...limits, maxBatchWaitMs: 1_000_000 });
    for (let i = 0; i < events; i++) delivery.accept('log', logEvent('info', large(60_000)));
    await arrived.opened;
    await until(() => of(delivery, 'log').delivered > 0);
  });

  it('and is never larger than it may be', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { maxBatchBytes: 100_000, maxBatchSize: 1000 });
    for (let i = 0; i < 50; i++) delivery.accept('log', logEvent('info', large(i % 7 === 0 ? 150_000 : 30_000)));
    await delivery.flush();
    for (const { events } of destination.calls) {
      const bytes = events.reduce((sum, event) => sum + (event.type === 'log' ? event.log.message.length : 0), 0);
      expect(events.length === 1 || bytes <= 100_000).toBe(true);
    }
    expect(destination.arrived).toHaveLength(50);
  });
});

describe('an event’s size is what it holds when it is queued', () => {
  it('a span whose output is replaced again and again counts once', () => {
    const delivery = deliveryTo(new ScriptedDestination(), { maxQueueBytes: 1_000_000, maxBatchWaitMs: 1_000_000 });
    delivery.accept('log', logEvent('debug'));
    for (let i = 0; i < 700; i++)
      delivery.accept('tracing', spanEvent('span.updated', 'a', { output: large(100_000) }));
    expect(of(delivery, 'log').queued).toBe(1);
    expect(of(delivery, 'tracing')).toMatchObject({ emitted: 700, queued: 700 });
    expectBalance(delivery);
  });

  it.each<[string, Partial<Extract<ObservabilityEvent, { type: 'span.ended' }>['exportedSpan']>]>([
    ['name', { name: large(60_000) }],
    ['stack', { errorInfo: { message: 'no', stack: large(60_000) } as never }],
    ['tags', { tags: [large(60_000)] }],
    ['links', { links: [{ traceId: large(60_000), spanId: 'a' }] }],
    ['ids', { runId: large(60_000) }],
    ['input', { input: { deep: [[large(60_000)]] } }],
    ['end reason', { endReason: large(60_000) as never }],
  ])('its %s counts', (_, more) => {
    const delivery = deliveryTo(new ScriptedDestination(), { maxQueueBytes: 50_000, maxBatchWaitMs: 1_000_000 });
    delivery.accept('tracing', spanEvent('span.ended', 'a', more));
    expect(of(delivery, 'tracing').dropped.too_large).toBe(1);
  });

  it('measurements are not counted into a span that follows', () => {
    const delivery = deliveryTo(new ScriptedDestination(), { maxQueueBytes: 1_000_000, maxBatchWaitMs: 1_000_000 });
    for (let i = 0; i < 100; i++) delivery.accept('metric', metricEvent({ note: large(1000) }));
    delivery.accept('tracing', spanEvent('span.ended', 'tiny'));
    expect(of(delivery, 'metric').queued).toBe(100);
    expect(of(delivery, 'tracing').queued).toBe(1);
  });
});

it('an event that can never fit is dropped alone, with its own reason', () => {
  const delivery = deliveryTo(new ScriptedDestination(), { maxQueueBytes: 100_000, maxBatchWaitMs: 1_000_000 });
  for (let i = 0; i < 5; i++) delivery.accept('log', logEvent('debug'));
  delivery.accept('log', logEvent('fatal', large(200_000)));
  delivery.accept('tracing', spanEvent('span.ended', 'a', { output: large(200_000) }));
  expect(of(delivery, 'log')).toMatchObject({ queued: 5, dropped: { too_large: 1, queue_full: 0 } });
  expect(of(delivery, 'tracing').dropped.too_large).toBe(1);
  expect(delivery.health()).toMatchObject({ status: 'degraded', loss: { events: 2, reasons: { too_large: 2 } } });
  expectBalance(delivery);
});

it.each([30 * 86_400_000, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
  'a pause of %d ms is a pause',
  async delayMs => {
    const destination = new ScriptedDestination();
    destination.behave = () => {
      throw new RetryAfterError('not this month', delayMs);
    };
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    await delivery.flush();
    await delivery.flush({ timeoutMs: 60 });
    expect(destination.calls).toHaveLength(1);
    await delivery.shutdown({ timeoutMs: 1 });
  },
);

describe('one attempt at a time', () => {
  it('a destination that hangs is aborted, and the next attempt begins when it has ended', async () => {
    let underWay = 0;
    let most = 0;
    let aborted = 0;
    const delivery = deliveryTo(
      {
        name: 'hanging',
        send: async (_signal, _events, { signal }) => {
          underWay++;
          most = Math.max(most, underWay);
          await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
          aborted++;
          await sleep(5);
          underWay--;
          throw signal.reason;
        },
        classify: () => 'unreachable',
      },
      { attemptTimeoutMs: 5 },
    );
    delivery.accept('log', logEvent());
    await until(() => aborted >= 4);
    expect(most).toBe(1);
    expect(of(delivery, 'log').queued).toBe(1);
    expect(delivery.health().abandonedAttempts).toBeUndefined();
    await delivery.shutdown({ timeoutMs: 1 });
  });

  it('one that ignores the abort is abandoned after a grace, which is counted', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => gate().opened;
    const delivery = deliveryTo(destination, { attemptTimeoutMs: 5 });
    delivery.accept('log', logEvent());
    await until(() => (delivery.health().abandonedAttempts ?? 0) === 1);
    expect(delivery.health().status).not.toBe('ok');
    await delivery.shutdown({ timeoutMs: 1 });
  });

  it('the batch of a failed attempt is sent again as it was', async () => {
    const destination = new ScriptedDestination();
    let failures = 2;
    destination.behave = () => {
      if (failures-- > 0) throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    await delivery.flush();
    for (let i = 0; i < 10; i++) delivery.accept('log', logEvent());
    await delivery.flush();
    await delivery.flush();
    expect(destination.calls[1]!.events).toEqual(destination.calls[0]!.events);
    expect(destination.calls[2]!.events).toEqual(destination.calls[0]!.events);
  });
});

it('a span that is updated all the time is in the store while it runs', async () => {
  const destination = new ScriptedDestination();
  const delivery = deliveryTo(destination, { maxBatchWaitMs: 20 });
  for (let i = 0; destination.arrived.length === 0; i++) {
    delivery.accept('tracing', spanEvent('span.updated', 'a', { output: i }));
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(destination.arrived.map(event => event.type)).toEqual(['span.updated']);
  expectBalance(delivery);
  await delivery.shutdown();
});

describe('nothing that is handed over throws', () => {
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error('getter');
      },
      has: () => {
        throw new Error('has');
      },
    },
  );
  const hostile: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['an unknown type', { type: 'banana' }],
    ['no payload', { type: 'log' }],
    ['a payload that is none', { type: 'log', log: 'hello' }],
    ['another signal’s event', metricEvent()],
    ['what throws when it is looked at', throwing],
    ['a payload that throws', { type: 'log', log: throwing }],
    [
      'a payload with a getter that throws',
      {
        type: 'log',
        log: Object.defineProperty({}, 'x', {
          enumerable: true,
          get: () => {
            throw new Error('x');
          },
        }),
      },
    ],
  ];

  it.each(hostile)('%s is counted as invalid', async (_, event) => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination);
    delivery.accept('log', event as ObservabilityEvent);
    delivery.accept('log', logEvent());
    await delivery.flush();
    expect(of(delivery, 'log')).toMatchObject({ emitted: 2, delivered: 1, dropped: { invalid: 1 } });
    expectBalance(delivery);
  });

  it('nor an exporter that throws at once, answers garbage, or whose classify and logger throw', async () => {
    const logger = new RecordingLogger();
    logger.warn = () => {
      throw new Error('logger');
    };
    let calls = 0;
    const delivery = deliveryTo(
      {
        name: 'broken',
        send: (() => {
          if (calls++ > 2) return 42;
          throw undefined;
        }) as never,
        classify: () => {
          throw new Error('classify');
        },
      },
      {},
      logger,
    );
    delivery.accept('log', logEvent());
    await until(() => of(delivery, 'log').delivered === 1);
    expectBalance(delivery);
  });
});

describe('health', () => {
  it('tells of a loss while it goes on, with one warning and one line with its sums', async () => {
    const logger = new RecordingLogger();
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { maxQueueEvents: 10, maxBatchWaitMs: 1_000_000 }, logger);
    for (let i = 0; i < 1000; i++) delivery.accept('log', logEvent());
    expect(delivery.health()).toMatchObject({
      status: 'degraded',
      loss: { events: 990, reasons: { queue_full: 990 } },
    });
    expect(logger.warnings).toHaveLength(1);
    await delivery.shutdown();
    expect(logger.lines.at(-1)).toContain('990 queue_full');
    expect(logger.lines).toHaveLength(2);
  });

  it('tells of thousands of refused records once, and of their sum', async () => {
    const logger = new RecordingLogger();
    const destination = new ScriptedDestination();
    destination.behave = (_signal, events) => {
      if (events.some(event => event.type === 'log' && event.log.message === 'bad')) throw new Failure('rejected');
    };
    const delivery = deliveryTo(destination, { maxBatchSize: 100 }, logger);
    for (let i = 0; i < 600; i++) delivery.accept('log', logEvent('info', 'bad'));
    await delivery.flush();
    await delivery.shutdown();
    expect(logger.warnings).toHaveLength(1);
    expect(logger.lines.filter(line => line.includes('500 more'))).toHaveLength(1);
  });
});

describe('drained', () => {
  it('resolves when less is in memory', async () => {
    const destination = new ScriptedDestination();
    const { opened, open } = gate();
    destination.behave = () => opened;
    const delivery = deliveryTo(destination, { maxBatchSize: 10 });
    for (let i = 0; i < 100; i++) delivery.accept('log', logEvent('info', large(1000)));
    let isBelow = false;
    const below = delivery.drained(50_000).then(() => {
      isBelow = true;
    });
    const empty = delivery.drained();
    await new Promise(resolve => setImmediate(resolve));
    expect(isBelow).toBe(false);
    open();
    await below;
    expect(of(delivery, 'log').queued).toBeGreaterThan(0);
    await empty;
    expect(of(delivery, 'log')).toMatchObject({ queued: 0, delivered: 100 });
  });

  it('resolves also when what is queued is given up', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => gate().opened;
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    const drained = delivery.drained();
    await delivery.shutdown({ timeoutMs: 5 });
    await drained;
    expect(of(delivery, 'log').dropped.shutdown_timeout).toBe(1);
  });
});

it('fake timers of a test runner stop neither a flush nor a shutdown', async () => {
  vi.useFakeTimers();
  try {
    const destination = new ScriptedDestination();
    let failures = 2;
    destination.behave = () => {
      if (failures-- > 0) throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    delivery.accept('tracing', spanEvent('span.started', 'a'));
    await expect(delivery.shutdown({ timeoutMs: 5000 })).resolves.toMatchObject({ delivered: 2, pending: 0 });
  } finally {
    vi.useRealTimers();
  }
});
