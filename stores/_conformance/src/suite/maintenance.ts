import type { ObservabilityStorage } from '@mastra/core/storage';
import { beforeEach, describe, expect, test } from 'vitest';
import { feedback, log, metric, runningSpan, score, span, spanId, traceId } from '../fixtures/records.ts';
import { agentRun } from '../fixtures/trace.ts';
import { domainOf, KEEP_ALL, needs, type StoreFactory, type StoreHandle, useStore } from '../harness.ts';

export function describeMaintenance(handle: StoreHandle, factory: StoreFactory): void {
  describe('maintenance', () => {
    describeDeletes(handle);
    describePrune(handle);
    describeRetention(factory);
    describeLost(factory);
    describeLife(factory);
  });
}

const rowsOf = async (storage: ObservabilityStorage) => (await storage.storageStats()).rows;

function describeDeletes(handle: StoreHandle): void {
  describe('batchDeleteTraces', () => {
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');
    beforeEach(async () => {
      const { storage } = handle;
      await storage.dangerouslyClearAll();
      const runs = [
        agentRun({ n: 1, organizationId: 'acme' }),
        agentRun({ n: 2, organizationId: 'other' }),
        agentRun({ n: 3 }),
      ];
      await storage.batchCreateSpans({ records: runs.flatMap(run => run.spans) });
      await storage.batchCreateLogs({ logs: [...runs.flatMap(run => run.logs), log({ logId: 'of no trace' })] });
      await storage.batchCreateMetrics({ metrics: runs.flatMap(run => run.metrics) });
      await storage.batchCreateScores({
        scores: [...runs.flatMap(run => run.scores), score({ scoreId: 'late', traceId: traceId(1) })],
      });
      await storage.createFeedback({ feedback: feedback({ feedbackId: 'late', traceId: traceId(1) }) });
    });

    test('takes the traces and all that is linked to them', async () => {
      await handle.storage.batchDeleteTraces({ traceIds: [traceId(1), traceId(3), 'nowhere'] });
      expect(await rowsOf(handle.storage)).toEqual({ tracing: 4, log: 3, metric: 2, score: 1, feedback: 0 });
      expect(await handle.storage.getTrace({ traceId: traceId(1) })).toBeNull();
      const { spans } = await handle.storage.listTraces();
      expect(spans.map(found => found.traceId)).toEqual([traceId(2)]);
    });

    test('limited to an organization, takes its traces, with what was attached to them later', async () => {
      await handle.storage.batchDeleteTraces({ traceIds: [1, 2, 3].map(traceId), organizationId: 'acme' });
      expect(await rowsOf(handle.storage)).toEqual({ tracing: 8, log: 5, metric: 4, score: 2, feedback: 0 });
      expect(await handle.storage.getTrace({ traceId: traceId(1) })).toBeNull();
    });

    test("never takes another's records, not even from a trace that two share", async () => {
      const intruder = span({
        traceId: traceId(1),
        spanId: 'intruder',
        parentSpanId: spanId(10),
        organizationId: 'intruder',
      });
      await handle.storage.createSpan({ span: intruder });
      await handle.storage.batchDeleteTraces({ traceIds: [traceId(1)], organizationId: 'intruder' });
      expect(await rowsOf(handle.storage)).toEqual({ tracing: 12, log: 7, metric: 6, score: 4, feedback: 1 });
      await handle.storage.batchDeleteTraces({
        traceIds: [traceId(1)],
        organizationId: 'acme',
        resourceId: 'of nobody',
      });
      expect((await rowsOf(handle.storage)).tracing).toBe(12);
    });

    test('a trace that was deleted can be written again', async () => {
      await handle.storage.batchDeleteTraces({ traceIds: [traceId(1)] });
      await handle.storage.createSpan({ span: span({ traceId: traceId(1), spanId: spanId(10) }) });
      const found = await handle.storage.getTrace({ traceId: traceId(1) });
      expect(found?.spans.length).toBe(1);
    });

    test('nothing to delete is fine', async () => {
      await handle.storage.batchDeleteTraces({ traceIds: [] });
      expect((await rowsOf(handle.storage)).tracing).toBe(12);
    });
  });
}

const HOUR = 3_600_000;

/** One old and one new record of every signal. */
async function writeAges(storage: ObservabilityStorage, oldMs: number): Promise<void> {
  const times = [new Date(Date.now() - oldMs), new Date()];
  await storage.batchCreateSpans({ records: times.map((startedAt, n) => span({ traceId: traceId(n), startedAt })) });
  await storage.batchCreateLogs({ logs: times.map((timestamp, n) => log({ logId: `${n}`, timestamp })) });
  await storage.batchCreateMetrics({ metrics: times.map((timestamp, n) => metric({ metricId: `${n}`, timestamp })) });
  await storage.batchCreateScores({ scores: times.map((timestamp, n) => score({ scoreId: `${n}`, timestamp })) });
  await storage.batchCreateFeedback({
    feedbacks: times.map((timestamp, n) => feedback({ feedbackId: `${n}`, timestamp })),
  });
}

function describePrune(handle: StoreHandle): void {
  describe('prune', () => {
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');
    beforeEach(async () => {
      await handle.storage.dangerouslyClearAll();
      await writeAges(handle.storage, 2 * HOUR);
    });

    test('deletes what is older than its policy, and leaves other signals alone', async () => {
      const policies = { tracing: { olderThanMs: HOUR }, score: { olderThanMs: HOUR } };
      const expected = [
        { signal: 'tracing', rows: 1 },
        { signal: 'score', rows: 1 },
      ];
      expect(await handle.storage.prune({ policies })).toEqual({ results: expected });
      expect(await rowsOf(handle.storage)).toEqual({ tracing: 1, log: 2, metric: 2, score: 1, feedback: 2 });
      expect(await handle.storage.getTrace({ traceId: traceId(0) })).toBeNull();
    });

    test('a dry run counts and deletes nothing', async () => {
      const policies = {
        log: { olderThanMs: HOUR },
        metric: { olderThanMs: 3 * HOUR },
        feedback: { olderThanMs: HOUR },
      };
      const expected = [
        { signal: 'log', rows: 1 },
        { signal: 'metric', rows: 0 },
        { signal: 'feedback', rows: 1 },
      ];
      expect(await handle.storage.prune({ policies, dryRun: true })).toEqual({ results: expected });
      expect(await rowsOf(handle.storage)).toEqual({ tracing: 2, log: 2, metric: 2, score: 2, feedback: 2 });
    });

    test('without policies and without retention there is nothing to do', async () => {
      expect(await handle.storage.prune()).toEqual({ results: [] });
    });

    test('dangerouslyClearAll leaves an empty store that works', async () => {
      await handle.storage.dangerouslyClearAll();
      expect(await rowsOf(handle.storage)).toEqual({ tracing: 0, log: 0, metric: 0, score: 0, feedback: 0 });
      await handle.storage.createSpan({ span: span() });
      expect((await handle.storage.listTraces()).pagination.total).toBe(1);
    });
  });
}

function describeRetention(factory: StoreFactory): void {
  describe("the store's own retention", () => {
    const days = { tracing: 1, log: false, metric: 30, score: 1, feedback: false } as const;
    const handle = useStore(factory, { ...KEEP_ALL, retention: days });
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');

    test('is what prune applies without policies', async () => {
      await writeAges(handle.storage, 48 * HOUR);
      const { results } = await handle.storage.prune({ dryRun: true });
      expect(results.map(({ signal }) => signal)).toEqual(['tracing', 'metric', 'score']);
      await handle.storage.prune();
      expect(await rowsOf(handle.storage)).toEqual({ tracing: 1, log: 2, metric: 2, score: 1, feedback: 2 });
    });
  });
}

function describeLost(factory: StoreFactory): void {
  describe('spans that never ended', () => {
    const handle = useStore(factory, { ...KEEP_ALL, lostAfterMs: HOUR });

    test('read as lost after the settable age', async () => {
      const startedAt = new Date(Date.now() - 2 * HOUR);
      await handle.storage.batchCreateSpans({
        records: [
          runningSpan({ traceId: traceId(1), startedAt }),
          runningSpan({ traceId: traceId(2), startedAt: new Date() }),
          span({ traceId: traceId(3), startedAt }),
        ],
      });
      const lost = await handle.storage.listTraces({ filters: { status: 'lost' } });
      expect(lost.spans.map(found => [found.traceId, found.status])).toEqual([[traceId(1), 'lost']]);
      const running = await handle.storage.listTraces({ filters: { status: 'running' } });
      expect(running.spans.map(found => [found.traceId, found.status])).toEqual([[traceId(2), 'running']]);
    });
  });
}

function describeLife(factory: StoreFactory): void {
  describe('the life of a store', () => {
    test('init may be called again and again', async () => {
      const store = await factory.create(KEEP_ALL);
      await Promise.all([store.init(), store.init()]);
      const storage = await domainOf(store);
      await storage.init();
      await storage.createSpan({ span: span() });
      await storage.init();
      const { pagination } = await storage.listTraces();
      await store.close();
      expect(pagination.total).toBe(1);
    });

    test('every method is refused after close, which may be called again', async () => {
      const store = await factory.create(KEEP_ALL);
      const storage = await domainOf(store);
      await store.close();
      await store.close();
      const closed = { name: 'MastraError', code: expect.stringMatching(/_CLOSED$/) };
      const calls: (() => Promise<unknown>)[] = [
        () => store.init(),
        () => store.getStore('observability'),
        () => storage.createSpan({ span: span() }),
        () => storage.batchCreateSpans({ records: [] }),
        () => storage.getTrace({ traceId: traceId(1) }),
        () => storage.listTraces(),
        () => storage.listSessions(),
        () => storage.getServiceNames(),
        () => storage.prune(),
        () => storage.storageStats(),
        () => storage.dangerouslyClearAll(),
      ];
      if (storage.logsStrategy)
        calls.push(
          () => storage.batchCreateLogs({ logs: [] }),
          () => storage.listLogs(),
        );
      if (storage.metricsStrategy) calls.push(() => storage.getMetricAggregate({ name: ['x'], aggregation: 'sum' }));
      for (const call of calls) await expect(call()).rejects.toMatchObject(closed);
    });
  });
}
