import {
  type ObservabilityConfig,
  SIGNALS,
  type Span,
  type TailSamplingConfig,
  type TracingOptions,
} from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../config.ts';
import { imbalance } from '../delivery/ledger.ts';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { BaseObservabilityInstance } from '../instances/base.ts';
import { RecordingLogger } from '../testing/destination.ts';

/** By the trace id, which decides about the share: kept at 0.1, and not. */
const IN = `a${'0'.repeat(31)}`;
const OUT = `a${'f'.repeat(31)}`;
const KEEP = { errors: true, slowerThanMs: 5000, costAboveUsd: 0.1, scored: true, flagged: ['vip'] } as const;

class Clock {
  time = 1_764_600_000_000;
  pass(ms: number): void {
    this.time += ms;
  }
}

function endThree(root: Span, costUsd: number): void {
  for (let i = 0; i < 3; i++) child(root).end({ attributes: { costUsd } as never });
}

function pipeline(sampling: Partial<TailSamplingConfig> = {}, config: Partial<ObservabilityConfig> = {}) {
  const memory = new InMemoryExporter();
  const clock = new Clock();
  const tail = { type: 'tail', keep: KEEP, otherwise: 0.1, ...sampling } as const;
  const instance = new BaseObservabilityInstance(
    'default',
    resolveConfig({ serviceName: 'test', exporters: [memory], sampling: tail, ...config }),
    new RecordingLogger(),
    { now: () => clock.time, monotonic: () => clock.time },
  );
  const start = (traceId: string, options: TracingOptions = {}) =>
    instance.startSpan({ type: 'agent_run', name: 'run', parent: null, tracingOptions: { traceId, ...options } });
  const ledger = () => {
    const { signals } = instance.health().exporters['in-memory']!;
    for (const signal of SIGNALS) expect([signal, imbalance(signals[signal])]).toEqual([signal, 0]);
    return signals;
  };
  const weights = () => memory.tracingEvents.map(({ exportedSpan }) => exportedSpan.sampleWeight);
  return { memory, clock, instance, start, ledger, weights };
}

const child = (span: Span) => span.createChildSpan({ type: 'model_generation', name: 'llm' });

it('keeps a share of the traces whole, with the weight that makes up for the others, which are counted', () => {
  const { memory, start, ledger, weights } = pipeline({ keep: {} });
  for (const traceId of [IN, OUT]) {
    const root = start(traceId);
    child(root).end();
    root.logger.info('said');
    expect(memory.spans.filter(span => span.traceId === traceId)).toEqual([]);
    root.end();
  }
  expect(memory.tracingEvents.map(({ type }) => type)).toEqual([
    'span.started',
    'span.started',
    'span.ended',
    'span.ended',
  ]);
  expect(weights()).toEqual([10, 10, 10, 10]);
  expect(memory.logs.map(({ traceId }) => traceId)).toEqual([IN]);
  expect([ledger().tracing.sampledOut, ledger().log.sampledOut]).toEqual([4, 1]);
  // Measurements are of both.
  expect(memory.metricsNamed('mastra_agent_runs_ended')).toHaveLength(2);
});

describe('a trace beyond the share is kept, with the weight 1,', () => {
  it.each<[string, (root: Span, clock: Clock) => void]>([
    ['when a span failed', root => child(root).error({ error: new Error('no') })],
    ['when its root failed', root => root.error({ error: new Error('no') })],
    ['when it was slow', (_, clock) => clock.pass(5001)],
    ['when a generation was expensive', root => child(root).end({ attributes: { costUsd: 0.11 } as never })],
    ['when several were', root => endThree(root, 0.04)],
    ['when it was scored', root => root.addScore({ scorerId: 's', score: 0 })],
    [
      'when somebody said something',
      root => root.addFeedback({ feedbackType: 't', feedbackSource: 'u', value: 'down' }),
    ],
    ['when it is flagged', root => root.createChildSpan({ type: 'generic', name: 'a', tags: ['vip'] }).end()],
  ])('%s', (_, happens) => {
    const { memory, clock, start, ledger, weights } = pipeline();
    const root = start(OUT);
    happens(root, clock);
    root.end();
    expect(memory.openSpans).toEqual([]);
    expect(memory.rootSpans).toHaveLength(1);
    expect(new Set(weights())).toEqual(new Set([1]));
    expect(ledger().tracing.sampledOut).toBe(0);
  });
});

it.each<[string, (root: Span, clock: Clock) => void]>([
  ['it was quick', (_, clock) => clock.pass(5000)],
  [
    'steps and their generation are one cost',
    root => {
      const llm = child(root);
      llm.createChildSpan({ type: 'model_step', name: 'step' }).end({ attributes: { costUsd: 0.09 } as never });
      llm.end({ attributes: { costUsd: 0.09 } as never });
    },
  ],
  ['an error was logged', root => root.logger.error('said')],
])('no rule keeps a trace because %s', (_, happens) => {
  const { memory, clock, start, ledger } = pipeline({ keep: { ...KEEP, scored: false } });
  const root = start(OUT);
  happens(root, clock);
  root.end();
  expect(memory.spans).toEqual([]);
  expect(ledger().tracing.sampledOut).toBeGreaterThan(1);
});

it('errors that were logged, scores and feedback of a trace that is not kept are kept', () => {
  const { memory, start, ledger } = pipeline({ keep: {} });
  const root = start(OUT);
  root.logger.warn('warn');
  root.logger.error('error');
  root.addScore({ scorerId: 's', score: 0 });
  root.end();
  root.logger.fatal('late');
  root.logger.info('late');
  expect(memory.logs.map(({ message }) => message)).toEqual(['error', 'late']);
  expect(memory.scores).toHaveLength(1);
  expect(ledger().log.sampledOut).toBe(2);
});

describe('a late score', () => {
  it('keeps a trace while it is held', () => {
    const { memory, clock, start, weights } = pipeline({ holdMs: 1000 });
    const root = start(OUT);
    root.end();
    expect(memory.spans).toEqual([]);
    clock.time += 999;
    root.addScore({ scorerId: 's', score: 1 });
    expect(weights()).toEqual([1, 1]);
  });

  it('comes too late after that', () => {
    const { memory, clock, start, ledger } = pipeline({ holdMs: 1000 });
    const root = start(OUT);
    root.end();
    clock.time += 1000;
    root.addScore({ scorerId: 's', score: 1 });
    expect(memory.spans).toEqual([]);
    expect([ledger().tracing.sampledOut, memory.scores.length]).toEqual([2, 1]);
  });

  it('is waited for without any timer: a flush looks at the time, too', async () => {
    const { clock, instance, start, ledger } = pipeline({ holdMs: 1000 });
    start(OUT).end();
    clock.time += 1000;
    await instance.flush();
    expect(ledger().tracing.sampledOut).toBe(2);
  });
});

describe('what comes after the decision', () => {
  it('follows it', () => {
    const { memory, start, weights, ledger } = pipeline({ keep: { errors: true } });
    const kept = start(OUT);
    child(kept).error({ error: new Error('no') });
    expect(memory.openSpans).toHaveLength(1);
    child(kept).end();
    kept.end();
    child(kept).end();
    expect(new Set(weights())).toEqual(new Set([1]));
    const [left] = [start(`b${OUT.slice(1)}`)];
    left!.end();
    child(left!).end();
    expect(ledger().tracing.sampledOut).toBe(4);
  });

  it('several roots of one trace are decided together, at the last end', () => {
    const { memory, start } = pipeline({ keep: { errors: true } });
    const [first, second] = [start(OUT), start(OUT)];
    first!.end();
    expect(memory.spans).toEqual([]);
    second!.error({ error: new Error('no') });
    expect(memory.rootSpans).toHaveLength(2);
  });
});

describe('memory is bounded', () => {
  it('in time: a trace that runs for long is decided by what is known of it', () => {
    const { memory, clock, start, ledger, weights } = pipeline({ keep: { errors: true }, holdMs: 1000 });
    const [out, kept] = [start(OUT), start(IN)];
    clock.time += 1000;
    child(out!).end();
    expect(ledger().tracing.sampledOut).toBe(3);
    child(kept!).end();
    kept!.end();
    out!.end();
    expect(memory.rootSpans.map(({ traceId }) => traceId)).toEqual([IN]);
    expect(new Set(weights())).toEqual(new Set([10]));
  });

  it('in bytes: the oldest trace goes first', () => {
    const { memory, start, ledger } = pipeline({ keep: { errors: true }, maxHeldBytes: 20_000 });
    const roots = Array.from({ length: 100 }, (_, n) => start(`${n.toString(16).padStart(2, '0')}${OUT.slice(2)}`));
    expect(ledger().tracing.sampledOut).toBeGreaterThan(60);
    // The latest is still held, and can be kept by a rule.
    roots.at(-1)!.error({ error: new Error('no') });
    roots[0]!.error({ error: new Error('no') });
    expect(memory.rootSpans.map(({ traceId }) => traceId)).toEqual([roots.at(-1)!.traceId]);
  });
});

it('a shutdown decides all that is held', async () => {
  const { memory, instance, start, ledger } = pipeline();
  start(IN);
  start(OUT);
  start(`b${OUT.slice(1)}`).end();
  await instance.shutdown();
  expect(memory.rootSpans.map(({ traceId, endReason }) => [traceId, endReason])).toEqual([[IN, 'shutdown']]);
  expect(ledger().tracing.sampledOut).toBe(4);
});

it('what was decided in another process is respected, and not held', () => {
  const { memory, start, weights } = pipeline();
  start(OUT, { sampled: true });
  start(IN, { sampled: false });
  expect(memory.openSpans.map(({ traceId }) => traceId)).toEqual([OUT]);
  expect(weights()).toEqual([undefined]);
});

it('a copy that a processor made gets the weight, too', () => {
  const process = (event: object) =>
    'exportedSpan' in event
      ? ({ ...event, exportedSpan: { ...(event.exportedSpan as object), name: 'other' } } as never)
      : (event as never);
  const { memory, start } = pipeline({}, { processors: [{ name: 'p', process }] });
  start(IN).end();
  expect(memory.spans).toMatchObject([{ name: 'other', sampleWeight: 10 }]);
});

it('the sum of weights is the number of traces before sampling, about', () => {
  const { memory, instance } = pipeline({ keep: { errors: true } });
  for (let i = 0; i < 20_000; i++) {
    const root = instance.startSpan({ type: 'generic', name: 'a', parent: null });
    if (i % 100 === 0) root.error({ error: new Error('no') });
    else root.end();
  }
  const sum = memory.rootSpans.reduce((total, { sampleWeight }) => total + (sampleWeight ?? 1), 0);
  expect(memory.rootSpans.length).toBeLessThan(3000);
  expect(sum).toBeGreaterThan(18_000);
  expect(sum).toBeLessThan(22_000);
  expect(memory.rootSpans.filter(({ errorInfo }) => errorInfo)).toHaveLength(200);
});
