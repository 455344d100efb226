import type { ObservabilityEvent, ObservabilityExporter } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { imbalance } from '../delivery/ledger.ts';
import { BaseExporter } from '../exporters/base.ts';
import { gate, logEvent, RecordingLogger, spanEvent } from '../testing/destination.ts';
import { BaseObservabilityEventBus } from './base.ts';
import { ObservabilityBus } from './observability.ts';

describe('BaseObservabilityEventBus', () => {
  it('hands events to every subscriber, in order, and stops when told', async () => {
    const bus = new BaseObservabilityEventBus<number>();
    const heard: number[][] = [[], []];
    const stop = bus.subscribe(event => void heard[0]!.push(event));
    bus.subscribe(async event => void heard[1]!.push(event));
    bus.emit(1);
    bus.emit(2);
    await bus.flush();
    stop();
    bus.emit(3);
    await bus.flush();
    expect(heard).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
  });

  it('does not call subscribers inside emit', async () => {
    const bus = new BaseObservabilityEventBus<number>();
    let heard = 0;
    bus.subscribe(() => void heard++);
    bus.emit(1);
    expect(heard).toBe(0);
    await bus.flush();
    expect(heard).toBe(1);
  });

  it('survives subscribers that throw now or later, and loses no event of the others', async () => {
    const logger = new RecordingLogger();
    const bus = new BaseObservabilityEventBus<number>({ logger });
    const heard: number[] = [];
    bus.subscribe(() => {
      throw new Error('now');
    });
    bus.subscribe(async () => {
      throw new Error('later');
    });
    bus.subscribe(event => void heard.push(event));
    bus.emit(1);
    bus.emit(2);
    await bus.flush();
    expect(heard).toEqual([1, 2]);
    expect(logger.warnings).toHaveLength(4);
  });

  it('waits in flush for asynchronous subscribers', async () => {
    const bus = new BaseObservabilityEventBus<number>();
    const { opened, open } = gate();
    let done = false;
    bus.subscribe(async () => {
      await opened;
      done = true;
    });
    bus.emit(1);
    const flushed = bus.flush();
    open();
    await flushed;
    expect(done).toBe(true);
  });

  it('is bounded: the oldest go, which is counted and told of once', async () => {
    const logger = new RecordingLogger();
    const bus = new BaseObservabilityEventBus<number>({ bufferSize: 3, logger });
    const heard: number[] = [];
    bus.subscribe(event => void heard.push(event));
    for (let i = 0; i < 10; i++) bus.emit(i);
    await bus.flush();
    expect([heard, bus.missed]).toEqual([[7, 8, 9], 7]);
    expect(logger.warnings).toHaveLength(1);
  });

  it('keeps nobody from hearing because of a subscriber that never settles', async () => {
    const logger = new RecordingLogger();
    const bus = new BaseObservabilityEventBus<number>({ bufferSize: 3, logger });
    bus.subscribe(() => new Promise<void>(() => undefined));
    const heard: number[] = [];
    bus.subscribe(event => void heard.push(event));
    for (let i = 0; i < 10; i++) {
      bus.emit(i);
      await new Promise(resolve => setImmediate(resolve));
    }
    await bus.flush({ timeoutMs: 5 });
    expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(bus.missed).toBe(6);
    await bus.shutdown({ timeoutMs: 5 });
    bus.emit(10);
    expect(bus.missed).toBe(7);
  });

  it('is silent after shutdown', async () => {
    const bus = new BaseObservabilityEventBus<number>();
    const heard: number[] = [];
    bus.subscribe(event => void heard.push(event));
    bus.emit(1);
    await bus.shutdown();
    bus.emit(2);
    await bus.flush();
    expect(heard).toEqual([1]);
  });
});

const everyEvent: readonly ObservabilityEvent[] = [
  spanEvent('span.started', 'a'),
  spanEvent('span.updated', 'a'),
  { type: 'span.error', exportedSpan: spanEvent('span.updated', 'a').exportedSpan, error: { message: 'x' } },
  spanEvent('span.ended', 'a'),
  logEvent(),
  {
    type: 'metric',
    metric: { metricId: 'm', timestamp: new Date(0), name: 'n', metricType: 'gauge', value: 1, labels: {} },
  },
  { type: 'score', score: { scoreId: 's', timestamp: new Date(0), scorerId: 'x', score: 1 } },
  {
    type: 'feedback',
    feedback: { feedbackId: 'f', timestamp: new Date(0), feedbackType: 't', feedbackSource: 'u', value: 1 },
  },
];

const busWith = (...exporters: ObservabilityExporter[]) => {
  const logger = new RecordingLogger();
  const bus = new ObservabilityBus({ diagnostics: logger });
  for (const exporter of exporters) bus.registerExporter(exporter);
  return { bus, logger };
};

describe('ObservabilityBus', () => {
  it('gives an exporter the events that it has handlers for, and no others', () => {
    const seen: string[] = [];
    const { bus } = busWith(
      {
        name: 'all',
        onTracingEvent: e => void seen.push(`all ${e.type}`),
        onLogEvent: e => void seen.push(`all ${e.type}`),
        onMetricEvent: e => void seen.push(`all ${e.type}`),
        onScoreEvent: e => void seen.push(`all ${e.type}`),
        onFeedbackEvent: e => void seen.push(`all ${e.type}`),
      },
      { name: 'logs', onLogEvent: e => void seen.push(`logs ${e.type}`) },
      { name: 'none' },
    );
    for (const event of everyEvent) bus.emit(event);
    expect(seen).toEqual([
      'all span.started',
      'all span.updated',
      'all span.error',
      'all span.ended',
      'all log',
      'logs log',
      'all metric',
      'all score',
      'all feedback',
    ]);
    expect(bus.health().exporters.none!.signals.log.emitted).toBe(0);
  });

  it('calls exporters of the old style, and knows what a bare subclass does not support', () => {
    class Old extends BaseExporter {
      readonly name = 'old';
      readonly seen: string[] = [];
      exportTracingEvent(event: { type: string }) {
        this.seen.push(event.type);
      }
    }
    class LogsOnly extends BaseExporter {
      readonly name = 'logs-only';
      onLogEvent() {
        // Takes it.
      }
    }
    const old = new Old();
    const { bus } = busWith(old, new LogsOnly());
    for (const event of everyEvent) bus.emit(event);
    expect(old.seen).toEqual(['span.started', 'span.updated', 'span.error', 'span.ended']);
    expect(bus.health().exporters['logs-only']!.signals).toMatchObject({
      tracing: { emitted: 0 },
      log: { emitted: 1, delivered: 1 },
    });
  });

  it('keeps one exporter’s troubles from the caller and from the others, and counts them', async () => {
    const seen: string[] = [];
    const { bus, logger } = busWith(
      {
        name: 'throws',
        onLogEvent: () => {
          throw new Error('now');
        },
      },
      {
        name: 'rejects',
        onLogEvent: async () => {
          throw new Error('later');
        },
      },
      { name: 'hangs', onLogEvent: () => gate().opened },
      { name: 'garbage', onLogEvent: (() => Object.freeze({ garbage: true })) as never },
      { name: 'fine', onLogEvent: e => void seen.push(e.log.message) },
    );
    bus.emit(logEvent('info', 'one'));
    bus.emit(logEvent('info', 'two'));
    const result = await bus.flush({ timeoutMs: 20 });
    expect(seen).toEqual(['one', 'two']);
    const { exporters } = bus.health();
    expect(exporters.throws).toMatchObject({
      status: 'degraded',
      lastError: 'now',
      signals: { log: { dropped: { exporter_error: 2 } } },
    });
    expect(exporters.rejects).toMatchObject({
      lastError: 'later',
      signals: { log: { dropped: { exporter_error: 2 } } },
    });
    expect(exporters.hangs!.signals.log).toMatchObject({ emitted: 2, queued: 2, delivered: 0 });
    expect(result.exporters.hangs).toEqual({ delivered: 0, failed: 0, pending: 2 });
    for (const health of Object.values(exporters)) expect(imbalance(health.signals.log)).toBe(0);
    expect(logger.warnings).toHaveLength(2);
  });

  it('reaches flush and shutdown of every exporter, whatever another one does', async () => {
    const calls: string[] = [];
    const { bus } = busWith(
      {
        name: 'bad',
        flush: async () => {
          throw new Error('no');
        },
        shutdown: () => {
          throw new Error('no');
        },
      },
      { name: 'good', flush: async () => void calls.push('flush'), shutdown: async () => void calls.push('shutdown') },
    );
    await bus.flush();
    await bus.shutdown();
    await bus.shutdown();
    expect(calls).toEqual(['flush', 'shutdown']);
  });

  it('ends shutdown at its deadline although an exporter never answers', async () => {
    const { bus } = busWith({ name: 'hangs', onLogEvent: () => gate().opened, shutdown: () => gate().opened });
    bus.emit(logEvent());
    await expect(bus.shutdown({ timeoutMs: 20 })).resolves.toMatchObject({ pending: 1 });
  });

  it('counts events after shutdown', async () => {
    const { bus } = busWith({ name: 'a', onLogEvent: () => undefined });
    await bus.shutdown();
    bus.emit(logEvent());
    expect(bus.health().exporters.a!.signals.log).toMatchObject({
      emitted: 1,
      delivered: 0,
      dropped: { after_shutdown: 1 },
    });
  });

  it('tells two exporters of one name apart, and charges each only with what came after it', () => {
    const { bus } = busWith({ name: 'a', onLogEvent: () => undefined });
    bus.withhold('log', 'filtered');
    bus.registerExporter({ name: 'a', onLogEvent: () => undefined });
    bus.withhold('log', 'filtered');
    const { exporters } = bus.health();
    expect(Object.keys(exporters)).toEqual(['a', 'a-2']);
    expect([exporters.a!.signals.log.filtered, exporters['a-2']!.signals.log.filtered]).toEqual([2, 1]);
  });
});
