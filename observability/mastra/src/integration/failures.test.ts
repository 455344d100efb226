import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import type { ObservabilityEvent, ObservabilityExporter, SignalProcessor } from '@mastra/core/observability';
import { InMemoryStore, type MastraStorage } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { imbalance } from '../delivery/ledger.ts';
import { DefaultExporter, InMemoryExporter, SensitiveDataFilter } from '../index.ts';
import { gate } from '../testing/destination.ts';
import { scripted } from './models.ts';

const folder = mkdtempSync(join(tmpdir(), 'failures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const said: string[] = [];
const remember = (...parts: unknown[]) => void said.push(parts.map(String).join(' '));
const logger = { level: 'info' as const, debug: remember, info: remember, warn: remember, error: remember };
const unhandled: unknown[] = [];
process.on('unhandledRejection', reason => unhandled.push(reason));

beforeEach(() => {
  said.length = 0;
  unhandled.length = 0;
});

const hostileValue = () => {
  const value: Record<string, unknown> = { nul: 'a\u0000b', lone: '\ud800', big: 10n, huge: 'x'.repeat(100_000) };
  value.self = value;
  Object.defineProperty(value, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('getter');
    },
  });
  return value;
};

const tool = createTool({
  id: 'hostile',
  description: 'Hands over whatever hurts',
  inputSchema: z.object({}),
  execute: async (_input, { logger: log, metrics, tracing }) => {
    log.info('hostile', hostileValue());
    log.info(Symbol('not text') as never);
    metrics.counter('hostile').add(Number.NaN);
    metrics.counter(undefined as never).add(1, hostileValue() as never);
    tracing.currentSpan?.update({ metadata: hostileValue(), attributes: hostileValue() });
    tracing.currentSpan?.addScore({ scorerId: undefined as never, score: 'high' as never, metadata: hostileValue() });
    return { ok: true };
  },
});

async function answerWith(config: {
  exporters: ObservabilityExporter[];
  processors?: SignalProcessor[];
  storage?: MastraStorage;
}) {
  const { storage, ...observability } = config;
  const agent = new Agent({
    id: 'a',
    instructions: 'x',
    model: scripted({ toolCalls: [{ id: 'c', name: 'tool', input: {} }] }, { text: 'the answer' }),
    tools: { tool },
  });
  const mastra = new Mastra({
    agents: { a: agent },
    storage,
    logger,
    observability: { serviceName: 'test', logLevel: 'info', ...observability },
  });
  const { text } = await mastra.getAgent('a').generate('Hello?', { requestContext: undefined });
  expect(text).toBe('the answer');
  return mastra;
}

const boom = () => {
  throw new Error('boom');
};
const all = (handler: () => void | Promise<void>) => ({
  onTracingEvent: handler,
  onLogEvent: handler,
  onMetricEvent: handler,
  onScoreEvent: handler,
  onFeedbackEvent: handler,
});

describe('an answer is not affected by', () => {
  it.each<[string, number, ObservabilityExporter]>([
    ['an exporter that throws at once', 1, { name: 'bad', ...all(boom) }],
    ['an exporter that rejects', 1, { name: 'bad', ...all(async () => boom()) }],
    ['an exporter that hangs', 0, { name: 'bad', ...all(() => gate().opened) }],
    ['an exporter whose init throws', 1, { name: 'bad', init: boom, ...all(() => undefined) }],
    ['an exporter whose init rejects', 1, { name: 'bad', init: async () => boom(), ...all(() => undefined) }],
    [
      'an exporter whose flush and shutdown throw',
      1,
      { name: 'bad', flush: boom as never, shutdown: boom as never, ...all(() => undefined) },
    ],
    ['an exporter that answers garbage', 0, { name: 'bad', ...all((() => 42) as never) }],
  ])('%s; the others get everything, and the failure is told of just once (%i)', async (_what, warnings, bad) => {
    const memory = new InMemoryExporter();
    const mastra = await answerWith({ exporters: [bad, memory] });
    await mastra.observability.flush({ timeoutMs: 50 });
    await mastra.shutdown({ timeoutMs: 50 });
    expect(memory.openSpans).toEqual([]);
    expect(memory.rootSpans).toHaveLength(1);
    for (const exporter of Object.values(mastra.observability.health().exporters)) {
      for (const ledger of Object.values(exporter.signals)) expect(imbalance(ledger)).toBe(0);
    }
    expect(said.filter(line => line.includes("exporter 'bad'"))).toHaveLength(warnings);
    await new Promise(resolve => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  it('a processor that throws: nothing it saw is exported', async () => {
    const memory = new InMemoryExporter();
    await answerWith({ exporters: [memory], processors: [{ name: 'bad', process: boom }] });
    expect(memory.events).toEqual([]);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'a store whose folder cannot be made',
      () => {
        writeFileSync(join(folder, 'a-file'), '');
        return join(folder, 'a-file', 'below', 'x.duckdb');
      },
      /a-file/,
    ],
    [
      'a store whose file is no database',
      () => {
        writeFileSync(join(folder, 'corrupt.duckdb'), 'this is not a database file, '.repeat(1000));
        return join(folder, 'corrupt.duckdb');
      },
      /corrupt\.duckdb/,
    ],
  ])('%s; one warning names the file, and nothing is lost until shutdown counts it', async (_what, path, named) => {
    const exporter = new DefaultExporter({ retry: { initialDelayMs: 1, maxDelayMs: 1 } });
    const mastra = await answerWith({ exporters: [exporter], storage: new DuckDBStore({ path: path() }) });
    const flushed = await mastra.observability.flush({ timeoutMs: 1000 });
    expect(flushed).toMatchObject({ delivered: 0, failed: 0 });
    expect(flushed.pending).toBeGreaterThan(10);
    expect(mastra.observability.health()).toMatchObject({
      status: 'down',
      exporters: { default: { lastError: expect.stringMatching(named) } },
    });
    const warnings = said.filter(line => line.includes('cannot take'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(named);
    const closed = await mastra.shutdown({ timeoutMs: 50 });
    expect(closed).toMatchObject({ delivered: 0, failed: flushed.pending, pending: 0 });
  });
});

it('stores a hostile payload as far as it can be read, and refuses what is no score', async () => {
  const store = new DuckDBStore({ path: ':memory:' });
  const mastra = await answerWith({
    exporters: [new DefaultExporter({ retry: { initialDelayMs: 1, maxDelayMs: 1 } })],
    storage: store,
  });
  await mastra.observability.flush();
  const domain = (await store.getStore('observability'))!;
  const { logs } = await domain.listLogs({ filters: {}, limit: 100 });
  expect(logs.find(log => log.message === 'hostile')?.data).toMatchObject({
    nul: 'a\u0000b',
    lone: '\ufffd',
    big: '10',
    huge: 'x'.repeat(100_000),
    self: '[circular]',
    bad: '[unreadable: Error]',
  });
  expect((await domain.listScores({ filters: {}, limit: 100 })).scores).toEqual([]);
  const { signals } = mastra.observability.health().exporters.default!;
  expect(signals.score).toMatchObject({ emitted: 1, delivered: 0, dropped: { invalid: 1 } });
  expect(said.filter(line => line.includes('a score is left out'))).toHaveLength(1);
  for (const ledger of Object.values(signals)) expect(imbalance(ledger)).toBe(0);
  await mastra.shutdown();
});

it('names the package to install when the plain configuration cannot be carried out', async () => {
  const key = Symbol.for('mastra.observability.factory');
  const shared = globalThis as Record<symbol, unknown>;
  const factory = shared[key];
  shared[key] = undefined;
  try {
    expect(() => new Mastra({ observability: { serviceName: 'x' } })).toThrow(/@mastra\/observability/);
  } finally {
    shared[key] = factory;
  }
});

describe('shutdown keeps its deadline and its answer', () => {
  class Stubborn extends InMemoryStore {
    readonly #closing: () => Promise<void>;
    constructor(closing: () => Promise<void>) {
      super();
      this.#closing = closing;
    }
    override close(): Promise<void> {
      return this.#closing();
    }
  }

  it.each([
    ['hangs', () => gate().opened, 'did not close within'],
    ['fails', async () => boom(), 'could not be closed: boom'],
  ])('when closing the store %s', async (_what, closing, warning) => {
    const mastra = await answerWith({ exporters: [new DefaultExporter()], storage: new Stubborn(closing) });
    const result = await mastra.shutdown({ timeoutMs: 300 });
    expect(result).toMatchObject({ failed: 0, pending: 0 });
    expect(result.delivered).toBeGreaterThan(10);
    expect(said.filter(line => line.includes(warning))).toHaveLength(1);
  });
});

describe('what callers without types do', () => {
  it('never throws into them', async () => {
    const memory = new InMemoryExporter();
    const wrong: SignalProcessor = { name: 'wrong', process: event => ({ ...event, type: 'trace' }) as never };
    const rejecting: SignalProcessor = { name: 'late', process: (async () => boom()) as never };
    for (const processor of [wrong, rejecting]) {
      const mastra = await answerWith({ exporters: [memory], processors: [processor] });
      mastra.logger.info('dropped');
      expect(mastra.observability.health().exporters['in-memory']!.signals.log.dropped.processor_error).toBeGreaterThan(
        0,
      );
    }
    expect(memory.events).toEqual([]);
    const mastra = await answerWith({ exporters: [memory] });
    const label = Object.create(null) as string;
    mastra.metrics.counter('odd').add(1, { label });
    mastra.metrics.gauge('odd').set(Symbol('x') as never);
    const span = mastra.observability.getDefaultInstance()!.startSpan({ type: 'generic', name: 'x', parent: null });
    span.update(undefined as never);
    span.error(undefined as never);
    span.end();
    expect(memory.metricsNamed('odd').map(metric => metric.labels)).toEqual([{ label: '[unreadable]' }]);
    await new Promise(resolve => setImmediate(resolve));
    expect(unhandled).toEqual([]);
    expect(() => new Mastra({ observability: null as never })).toThrow(/serviceName/);
    expect(() => new DefaultExporter({ maxBatchSize: -1 })).toThrow(/maxBatchSize.*-1/);
  });
});

it('a metric label under a sensitive key is masked, by default and behind another processor', async () => {
  for (const processors of [
    undefined,
    [{ name: 'pass', process: (event: ObservabilityEvent) => event }, new SensitiveDataFilter()],
  ]) {
    const memory = new InMemoryExporter();
    const mastra = await answerWith({ exporters: [memory], processors });
    mastra.metrics.counter('logins').add(1, { password: 'hunter2hunter2', city: 'Oslo' });
    expect(memory.metricsNamed('logins')[0]!.labels).toEqual({ city: 'Oslo', password: '[REDACTED]' });
  }
});
