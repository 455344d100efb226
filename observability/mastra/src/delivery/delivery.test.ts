import { SIGNALS } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
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
import { UnsupportedSignalError } from './failure.ts';
import { imbalance } from './ledger.ts';

const logsOf = (delivery: ReturnType<typeof deliveryTo>) => delivery.health().signals.log;
const spansOf = (delivery: ReturnType<typeof deliveryTo>) => delivery.health().signals.tracing;

function expectBalance(delivery: ReturnType<typeof deliveryTo>): void {
  for (const signal of SIGNALS) expect(imbalance(delivery.health().signals[signal]), signal).toBe(0);
}

describe('flush', () => {
  it('resolves when everything emitted before it has arrived', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination);
    for (let i = 0; i < 2500; i++) delivery.accept('log', logEvent());
    await expect(delivery.flush()).resolves.toEqual({ delivered: 2500, failed: 0, pending: 0 });
    expect(destination.arrived).toHaveLength(2500);
    expect(destination.calls.map(call => call.events.length)).toEqual([1000, 1000, 500]);
    expectBalance(delivery);
  });

  it('joins the batch that is under way', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { maxBatchSize: 1 });
    const { opened, open } = gate();
    const entered = gate();
    destination.behave = () => {
      entered.open();
      return opened;
    };
    delivery.accept('log', logEvent());
    await entered.opened;
    const flushed = delivery.flush();
    open();
    await expect(flushed).resolves.toMatchObject({ delivered: 1, pending: 0 });
  });

  it('says what could not be delivered, and keeps it', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => {
      throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    await expect(delivery.flush()).resolves.toEqual({ delivered: 0, failed: 0, pending: 1 });
    destination.behave = () => undefined;
    await expect(delivery.flush()).resolves.toEqual({ delivered: 1, failed: 0, pending: 0 });
    expectBalance(delivery);
  });

  it('gives up waiting for a destination that hangs, and reports what is pending', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => gate().opened;
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    await expect(delivery.flush({ timeoutMs: 20 })).resolves.toEqual({ delivered: 0, failed: 0, pending: 1 });
  });

  it('reaches events that no size or timer has triggered yet', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { maxBatchWaitMs: 1_000_000 });
    delivery.accept('score', {
      type: 'score',
      score: { scoreId: 's', timestamp: new Date(0), scorerId: 'x', score: 1 },
    });
    delivery.accept('tracing', spanEvent('span.started', 'a'));
    await delivery.flush();
    expect(destination.arrived.map(event => event.type)).toEqual(['span.started', 'score']);
  });
});

describe('one batch in flight', () => {
  it('never sends two batches of a signal at once, and keeps their order', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => new Promise(resolve => setImmediate(resolve));
    const delivery = deliveryTo(destination, { maxBatchSize: 10 });
    const events = Array.from({ length: 95 }, () => logEvent());
    for (const event of events) delivery.accept('log', event);
    await delivery.flush();
    expect(destination.maxInFlight).toBe(1);
    expect(destination.arrived).toEqual(events);
  });

  it('does not let a hanging signal hold up another', async () => {
    const destination = new ScriptedDestination();
    destination.behave = signal => (signal === 'log' ? gate().opened : undefined);
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    delivery.accept('tracing', spanEvent('span.ended', 'a'));
    await delivery.flush({ timeoutMs: 50 });
    expect(spansOf(delivery).delivered).toBe(1);
    expect(logsOf(delivery).queued).toBe(1);
  });
});

describe('back-off', () => {
  it('is not cut short by new events', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => {
      throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination, {
      maxBatchSize: 10,
      retry: { initialDelayMs: 60_000, maxDelayMs: 60_000 },
    });
    delivery.accept('log', logEvent());
    await delivery.flush({ timeoutMs: 1000 });
    expect(destination.calls).toHaveLength(1);
    for (let i = 0; i < 5000; i++) delivery.accept('log', logEvent());
    await new Promise(resolve => setImmediate(resolve));
    await delivery.flush({ timeoutMs: 20 });
    expect(destination.calls).toHaveLength(1);
    expect(logsOf(delivery).queued).toBe(5001);
  });

  it('sends the failed events first when the destination is back', async () => {
    const destination = new ScriptedDestination();
    let failures = 3;
    destination.behave = () => {
      if (failures-- > 0) throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination);
    const events = Array.from({ length: 20 }, () => logEvent());
    for (const event of events) delivery.accept('log', event);
    for (let i = 0; i < 4; i++) await delivery.flush();
    expect(destination.arrived).toEqual(events);
    expect(logsOf(delivery)).toMatchObject({ emitted: 20, delivered: 20, queued: 0 });
  });

  it('gives events up at the configured age, and counts them', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => {
      throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination, { retry: { initialDelayMs: 1, maxDelayMs: 1, maxAgeMs: 0 } });
    delivery.accept('log', logEvent());
    await expect(delivery.flush()).resolves.toEqual({ delivered: 0, failed: 1, pending: 0 });
    expect(logsOf(delivery).dropped.retry_expired).toBe(1);
    expectBalance(delivery);
  });

  it('says once that the destination is down, and once that it is back', async () => {
    const destination = new ScriptedDestination();
    const logger = new RecordingLogger();
    let down = true;
    destination.behave = () => {
      if (down) throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination, {}, logger);
    delivery.accept('log', logEvent());
    for (let i = 0; i < 3; i++) await delivery.flush();
    expect(delivery.health()).toMatchObject({ status: 'down', lastError: 'scripted failure: unreachable' });
    down = false;
    await delivery.flush();
    expect(delivery.health().status).toBe('ok');
    expect(logger.lines).toEqual([
      'warn [observability] scripted cannot take log events now: scripted failure: unreachable. They are kept and retried.',
      'info [observability] scripted takes events again.',
    ]);
  });

  it('retries after an attempt that never answers', async () => {
    const destination = new ScriptedDestination();
    let calls = 0;
    destination.behave = () => (calls++ === 0 ? gate().opened : undefined);
    const delivery = deliveryTo(destination, { attemptTimeoutMs: 5 });
    delivery.accept('log', logEvent());
    await delivery.flush({ timeoutMs: 1000 });
    await delivery.flush({ timeoutMs: 1000 });
    expect(logsOf(delivery).delivered).toBe(1);
  });
});

describe('poison', () => {
  const poisonous = (
    destination: ScriptedDestination,
    isPoison: (message: string) => boolean,
    kind: 'rejected' | 'unknown',
  ) => {
    destination.behave = (_signal, events) => {
      if (events.some(event => event.type === 'log' && isPoison(event.log.message))) throw new Failure(kind);
    };
  };

  for (const kind of ['rejected', 'unknown'] as const) {
    it(`is found among a thousand events and the rest arrives (${kind})`, async () => {
      const destination = new ScriptedDestination();
      const delivery = deliveryTo(destination);
      poisonous(destination, message => message === 'bad', kind);
      for (let i = 0; i < 1000; i++)
        delivery.accept('log', logEvent('info', i === 333 || i === 334 || i === 999 ? 'bad' : 'good'));
      await delivery.flush();
      expect(logsOf(delivery)).toMatchObject({ emitted: 1000, delivered: 997, quarantined: 3, queued: 0 });
      expect(destination.arrived).toHaveLength(997);
      expect(delivery.quarantined().map(entry => entry.reason)).toEqual(Array(3).fill(`scripted failure: ${kind}`));
      expectBalance(delivery);
    });
  }

  it('can be sent again once its cause is gone', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination);
    poisonous(destination, message => message === 'bad', 'rejected');
    delivery.accept('log', logEvent('info', 'bad'));
    await delivery.flush();
    expect(logsOf(delivery)).toMatchObject({ quarantined: 1, queued: 0 });
    destination.behave = () => undefined;
    delivery.redrive();
    await delivery.flush();
    expect(logsOf(delivery)).toMatchObject({ quarantined: 0, delivered: 1 });
    expectBalance(delivery);
  });

  it('is not seen in a destination that fails without a word for everything', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination);
    destination.behave = () => {
      throw new Error('boom');
    };
    for (let i = 0; i < 1000; i++) delivery.accept('log', logEvent());
    await delivery.flush();
    expect(logsOf(delivery)).toMatchObject({ quarantined: 0, queued: 1000 });
    expect(destination.calls.length).toBeLessThan(40);
    destination.behave = () => undefined;
    await delivery.flush();
    expect(logsOf(delivery).delivered).toBe(1000);
  });
});

describe('a full queue', () => {
  const stuck = () => {
    const destination = new ScriptedDestination();
    destination.behave = () => gate().opened;
    return destination;
  };

  it('drops the least valuable events and never an error while something less valuable is held', async () => {
    const delivery = deliveryTo(stuck(), { maxQueueEvents: 100, maxBatchSize: 100_000, maxBatchWaitMs: 1_000_000 });
    for (let i = 0; i < 60; i++) delivery.accept('log', logEvent('debug'));
    for (let i = 0; i < 60; i++) delivery.accept('log', logEvent('info'));
    for (let i = 0; i < 90; i++) delivery.accept('log', logEvent('error'));
    const ledger = logsOf(delivery);
    expect(ledger).toMatchObject({ emitted: 210, queued: 100 });
    expect(ledger.dropped.queue_full).toBe(110);
    for (let i = 0; i < 20; i++) delivery.accept('log', logEvent('debug'));
    expect(logsOf(delivery).dropped.queue_full).toBe(130);
    expectBalance(delivery);
  });

  it('is bounded in bytes as well', () => {
    const delivery = deliveryTo(stuck(), { maxQueueBytes: 100_000, maxBatchWaitMs: 1_000_000 });
    for (let i = 0; i < 50; i++) delivery.accept('log', logEvent('info', 'x'.repeat(10_000)));
    expect(logsOf(delivery).queued).toBe(9);
    expectBalance(delivery);
  });

  it('keeps measurements, root spans, scores and feedback rather than spans and logs', () => {
    const delivery = deliveryTo(stuck(), { maxQueueEvents: 4, maxBatchWaitMs: 1_000_000 });
    for (let i = 0; i < 2; i++) delivery.accept('log', logEvent('warn'));
    for (let i = 0; i < 2; i++) delivery.accept('tracing', spanEvent('span.ended', `child ${i}`));
    delivery.accept('metric', metricEvent());
    delivery.accept('tracing', spanEvent('span.ended', 'root', { isRootSpan: true }));
    delivery.accept('score', {
      type: 'score',
      score: { scoreId: 's', timestamp: new Date(0), scorerId: 'x', score: 1 },
    });
    delivery.accept('feedback', {
      type: 'feedback',
      feedback: { feedbackId: 'f', timestamp: new Date(0), feedbackType: 't', feedbackSource: 'u', value: 1 },
    });
    // Measurements are the last to go: nothing pushes them out.
    delivery.accept('log', logEvent('fatal'));
    const { log, metric, tracing, score, feedback } = delivery.health().signals;
    expect([log, metric, tracing, score, feedback].map(({ queued }) => queued)).toEqual([0, 1, 1, 1, 1]);
    expect(log.dropped.queue_full).toBe(3);
    expectBalance(delivery);
  });

  it('survives a million events in one turn with a balanced ledger', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { maxQueueEvents: 100_000 });
    const event = logEvent();
    for (let i = 0; i < 1_000_000; i++) delivery.accept('log', event);
    expect(logsOf(delivery)).toMatchObject({ emitted: 1_000_000, queued: 100_000 });
    const result = await delivery.flush();
    expect(result.delivered).toBe(100_000);
    expect(logsOf(delivery).dropped.queue_full).toBe(900_000);
    expectBalance(delivery);
  });
});

describe('spans', () => {
  it('are sent once when start and end fall into one window', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination, { maxBatchWaitMs: 1_000_000 });
    delivery.accept('tracing', spanEvent('span.started', 'a'));
    delivery.accept('tracing', spanEvent('span.updated', 'a'));
    delivery.accept('tracing', spanEvent('span.ended', 'a'));
    await delivery.flush();
    expect(destination.arrived.map(event => event.type)).toEqual(['span.ended']);
    expect(spansOf(delivery)).toMatchObject({ emitted: 3, delivered: 3, queued: 0 });
  });

  it('are sent while they run when the window has passed', async () => {
    const destination = new ScriptedDestination();
    const arrived = gate();
    destination.behave = () => arrived.open();
    const delivery = deliveryTo(destination, { maxBatchWaitMs: 1 });
    delivery.accept('tracing', spanEvent('span.started', 'a'));
    await arrived.opened;
    expect(destination.calls[0]!.events.map(event => event.type)).toEqual(['span.started']);
    delivery.accept('tracing', spanEvent('span.ended', 'a'));
    await delivery.flush();
    expect(destination.arrived.map(event => event.type)).toEqual(['span.started', 'span.ended']);
    expectBalance(delivery);
  });

  it('with one id in two traces are two spans', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination);
    delivery.accept('tracing', spanEvent('span.started', 'a', { traceId: 'one' }));
    delivery.accept('tracing', spanEvent('span.started', 'a', { traceId: 'two' }));
    delivery.accept('tracing', spanEvent('span.ended', 'a', { traceId: 'two' }));
    await delivery.flush();
    expect(
      destination.arrived.map(
        event => `${event.type} ${(event as { exportedSpan: { traceId: string } }).exportedSpan.traceId}`,
      ),
    ).toEqual(['span.started one', 'span.ended two']);
    expectBalance(delivery);
  });
});

describe('shutdown', () => {
  it('delivers what is queued, then counts what comes late', async () => {
    const destination = new ScriptedDestination();
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    await expect(delivery.shutdown()).resolves.toEqual({ delivered: 1, failed: 0, pending: 0 });
    delivery.accept('log', logEvent());
    expect(logsOf(delivery).dropped.after_shutdown).toBe(1);
    await expect(delivery.shutdown()).resolves.toEqual({ delivered: 1, failed: 0, pending: 0 });
    expectBalance(delivery);
  });

  it('goes on trying while there is time', async () => {
    const destination = new ScriptedDestination();
    let failures = 5;
    destination.behave = () => {
      if (failures-- > 0) throw new Failure('unreachable');
    };
    const delivery = deliveryTo(destination);
    delivery.accept('log', logEvent());
    await expect(delivery.shutdown({ timeoutMs: 5000 })).resolves.toEqual({ delivered: 1, failed: 0, pending: 0 });
  });

  it('ends within its deadline and counts what it had to give up', async () => {
    const destination = new ScriptedDestination();
    destination.behave = () => gate().opened;
    const delivery = deliveryTo(destination, { maxBatchSize: 10 });
    for (let i = 0; i < 25; i++) delivery.accept('log', logEvent());
    delivery.accept('tracing', spanEvent('span.started', 'a'));
    await expect(delivery.shutdown({ timeoutMs: 20 })).resolves.toEqual({ delivered: 0, failed: 26, pending: 0 });
    expect(logsOf(delivery).dropped.shutdown_timeout).toBe(25);
    expectBalance(delivery);
  });
});

it('drops a signal that the destination will never take, and says so in the ledger', async () => {
  const destination = new ScriptedDestination();
  destination.behave = signal => {
    if (signal === 'score') throw new UnsupportedSignalError('no scores here');
  };
  const delivery = deliveryTo(destination);
  delivery.accept('score', { type: 'score', score: { scoreId: 's', timestamp: new Date(0), scorerId: 'x', score: 1 } });
  await delivery.flush();
  expect(delivery.health().signals.score.dropped.unsupported).toBe(1);
  expectBalance(delivery);
});
