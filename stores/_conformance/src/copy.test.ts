import type { CreateLogRecord, ObservabilityStorage } from '@mastra/core/storage';
import { type CopyProgress, copyObservability, InMemoryStore, ObservabilityInMemory } from '@mastra/core/storage';
import { beforeEach, describe, expect, test } from 'vitest';
import { contentsOf, fillRandomly } from './contents.ts';
import { at, log, span } from './fixtures/records.ts';
import { domainOf, KEEP_ALL } from './harness.ts';

let from: ObservabilityStorage;
let to: ObservabilityStorage;

beforeEach(async () => {
  from = await domainOf(new InMemoryStore(KEEP_ALL));
  to = await domainOf(new InMemoryStore(KEEP_ALL));
});

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    error => error,
  );

/** Takes so many writes of logs and fails afterwards. */
class Failing extends ObservabilityInMemory {
  writes = 0;
  constructor(writes: number) {
    super(KEEP_ALL);
    this.writes = writes;
  }
  override async batchCreateLogs(args: { readonly logs: readonly CreateLogRecord[] }): Promise<void> {
    if (this.writes-- <= 0) throw new Error('The cable is out.');
    await super.batchCreateLogs(args);
  }
}

describe('copyObservability', () => {
  test.each([1, 7, 1000])('copies everything, in batches of %i', async batchSize => {
    await fillRandomly(from, { seed: 3, size: 60 });
    const { rows } = await from.storageStats();
    const { copied } = await copyObservability({ from, to, batchSize });
    expect(copied).toEqual(rows);
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
  });

  test('takes whole stores, and reads more than one page of each signal', async () => {
    const source = new InMemoryStore(KEEP_ALL);
    const target = new InMemoryStore(KEEP_ALL);
    const storage = await domainOf(source);
    await storage.batchCreateLogs({ logs: Array.from({ length: 250 }, (_, n) => log({ logId: `log-${n}` })) });
    await storage.batchCreateSpans({ records: Array.from({ length: 60 }, (_, n) => span({ traceId: `trace-${n}` })) });
    expect(await copyObservability({ from: source, to: target })).toEqual({
      copied: { tracing: 60, log: 250, metric: 0, score: 0, feedback: 0 },
    });
    expect(await contentsOf(await domainOf(target))).toEqual(await contentsOf(storage));
  });

  test('stores what is copied twice once', async () => {
    await fillRandomly(from, { seed: 4, size: 40 });
    await copyObservability({ from, to });
    const first = await to.storageStats();
    await copyObservability({ from, to, batchSize: 5 });
    expect(await to.storageStats()).toEqual(first);
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
  });

  test('goes on where it was interrupted', async () => {
    await fillRandomly(from, { seed: 5, size: 60 });
    await from.batchCreateLogs({ logs: Array.from({ length: 40 }, (_, n) => log({ logId: `more-${n}` })) });
    const failing = new Failing(2);
    const error = await failure(copyObservability({ from, to: failing, batchSize: 10 }));
    expect(error).toMatchObject({
      code: 'OBSERVABILITY_COPY_INTERRUPTED',
      message: expect.stringContaining('The cable is out.'),
    });
    const { resumeFrom } = (error as { details: { resumeFrom: string } }).details;
    expect((await failing.storageStats()).rows.log).toBe(20);
    failing.writes = Number.POSITIVE_INFINITY;
    const seen: CopyProgress[] = [];
    const { copied } = await copyObservability({
      from,
      to: failing,
      batchSize: 10,
      resumeFrom,
      onProgress: progress => void seen.push(progress),
    });
    expect(seen[0]).toMatchObject({ signal: 'log', records: 30 });
    expect(copied).toEqual((await from.storageStats()).rows);
    expect(await contentsOf(failing)).toEqual(await contentsOf(from));
  });

  test('can be resumed from any progress', async () => {
    await fillRandomly(from, { seed: 6, size: 30 });
    const tokens: string[] = [];
    const { copied } = await copyObservability({
      from,
      to,
      batchSize: 8,
      onProgress: ({ resumeFrom }) => void tokens.push(resumeFrom),
    });
    expect(tokens.length).toBeGreaterThan(5);
    for (const resumeFrom of tokens) {
      expect(await copyObservability({ from, to, batchSize: 8, resumeFrom })).toEqual({ copied });
    }
  });

  test('tells of its progress', async () => {
    await from.batchCreateLogs({ logs: Array.from({ length: 25 }, (_, n) => log({ logId: `log-${n}` })) });
    const seen: CopyProgress[] = [];
    await copyObservability({
      from,
      to,
      signals: ['log'],
      batchSize: 10,
      onProgress: progress => void seen.push(progress),
    });
    expect(seen.map(({ records, listed, total }) => [records, listed, total])).toEqual([
      [10, 10, 25],
      [20, 20, 25],
      [25, 25, 25],
    ]);
  });

  test('keeps to the range and the signals: traces whole, by the span that lists show', async () => {
    await from.batchCreateSpans({
      records: [
        span({ traceId: 'a', spanId: 'a1', startedAt: at(0), endedAt: at(1) }),
        span({ traceId: 'b', spanId: 'b1', startedAt: at(10), endedAt: at(90) }),
        span({ traceId: 'b', spanId: 'b2', parentSpanId: 'b1', startedAt: at(50), endedAt: at(60), input: { x: 1 } }),
        span({ traceId: 'c', spanId: 'c1', startedAt: at(21), endedAt: at(22) }),
      ],
    });
    await from.batchCreateLogs({
      logs: [log({ logId: 'in', timestamp: at(15) }), log({ logId: 'out', timestamp: at(21) })],
    });
    const range = { start: at(10), end: at(20) };
    expect(await copyObservability({ from, to, range, signals: ['tracing'] })).toEqual({ copied: { tracing: 2 } });
    expect((await contentsOf(to)).traces).toEqual([await from.getTrace({ traceId: 'b' })]);
    expect(await copyObservability({ from, to, range, signals: ['log'] })).toEqual({ copied: { log: 1 } });
    expect((await contentsOf(to)).logs).toMatchObject([{ logId: 'in' }]);
  });

  test('counts a trace with two roots once', async () => {
    const roots = ['r1', 'r2'].map((spanId, n) => span({ traceId: 'a', spanId, startedAt: at(n), endedAt: at(n) }));
    await from.batchCreateSpans({ records: roots });
    const { copied } = await copyObservability({ from, to, signals: ['tracing'], batchSize: 1 });
    expect(copied).toEqual({ tracing: 2 });
    expect(await contentsOf(to)).toEqual(await contentsOf(from));
  });

  test('says so when the target shows less than the source', async () => {
    class Losing extends ObservabilityInMemory {
      override async batchCreateLogs({ logs }: { readonly logs: readonly CreateLogRecord[] }): Promise<void> {
        await super.batchCreateLogs({ logs: logs.slice(1) });
      }
    }
    await from.batchCreateLogs({ logs: [log({ logId: 'a' }), log({ logId: 'b' })] });
    expect(await failure(copyObservability({ from, to: new Losing(KEEP_ALL) }))).toMatchObject({
      code: 'OBSERVABILITY_COPY_INCOMPLETE',
      details: { counts: [{ signal: 'log', expected: 2, found: 1 }], missingSpans: 0 },
    });
  });

  test('says so when a trace lacks a span', async () => {
    class Losing extends ObservabilityInMemory {
      override batchCreateSpans({ records }: Parameters<ObservabilityInMemory['batchCreateSpans']>[0]): Promise<void> {
        return super.batchCreateSpans({ records: records.filter(one => !one.parentSpanId) });
      }
    }
    await from.batchCreateSpans({
      records: [span({ spanId: 'root' }), span({ spanId: 'child', parentSpanId: 'root' })],
    });
    expect(await failure(copyObservability({ from, to: new Losing(KEEP_ALL) }))).toMatchObject({
      code: 'OBSERVABILITY_COPY_INCOMPLETE',
      details: { counts: [], missingSpans: 1 },
    });
  });

  test('refuses what it cannot do', async () => {
    class LogsOnly extends ObservabilityInMemory {
      override get metricsStrategy() {
        return null as never;
      }
    }
    const refused = (options: object) => failure(copyObservability({ from, to, ...options }));
    const invalid = { code: 'OBSERVABILITY_COPY_INVALID' };
    expect(await refused({ batchSize: 0 })).toMatchObject(invalid);
    expect(await refused({ from: {} })).toMatchObject(invalid);
    expect(await refused({ signals: ['traces'] })).toMatchObject(invalid);
    expect(await refused({ to: new LogsOnly() })).toMatchObject({
      ...invalid,
      message: expect.stringContaining("'to', LogsOnly, does not store the signal metric"),
    });
    const stale = { code: 'OBSERVABILITY_COPY_RESUME_INVALID' };
    expect(await refused({ resumeFrom: 'nonsense' })).toMatchObject(stale);
    let resumeFrom = '';
    await copyObservability({
      from,
      to,
      signals: ['log'],
      onProgress: progress => {
        resumeFrom = progress.resumeFrom;
      },
    });
    expect(await refused({ resumeFrom })).toMatchObject(stale);
    expect(await refused({ resumeFrom, signals: ['log'], range: { start: at(0) } })).toMatchObject(stale);
  });
});
