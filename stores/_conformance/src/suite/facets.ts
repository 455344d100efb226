import { describe, expect, test } from 'vitest';
import { at, feedback, log, metric, runningSpan, score, span, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

/** Counts by value and over time. */
export function describeFacets(handle: StoreHandle): void {
  describe('facets and histogram', () => {
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');
    const error = { message: 'no' };
    useData(handle, async storage => {
      const root = (n: number) => ({ traceId: traceId(n), spanId: spanId(n * 10), startedAt: at(n * 1000) });
      await storage.batchCreateSpans({
        records: [
          span({ ...root(1), entityName: 'b', tags: ['x', 'y'] }),
          span({ ...root(2), entityName: 'a', tags: ['x'], error }),
          span({ ...root(3), entityName: 'a', organizationId: 'acme' }),
          runningSpan({ ...root(4) }),
          span({
            ...root(1),
            spanId: spanId(11),
            parentSpanId: spanId(10),
            spanType: 'model_generation',
            attributes: { model: 'gpt' },
            error,
          }),
          span({
            ...root(1),
            spanId: spanId(12),
            parentSpanId: spanId(10),
            spanType: 'model_step',
            attributes: { responseModel: 'gpt' },
          }),
        ],
      });
      await storage.batchCreateLogs({
        logs: [
          log({ logId: '1', timestamp: at(0), level: 'error', message: 'no luck' }),
          log({ logId: '2', timestamp: at(10), level: 'fatal' }),
          log({ logId: '3', timestamp: at(99), level: 'info' }),
        ],
      });
      await storage.batchCreateMetrics({
        metrics: [
          metric({ metricId: '1', labels: { tool: 'a' } }),
          metric({ metricId: '2', labels: { tool: '' } }),
          metric({ metricId: '3', labels: {}, name: 'other' }),
        ],
      });
      await storage.createScore({ score: score({ scoreId: '1', scorerVersion: '2' }) });
      await storage.createFeedback({ feedback: feedback({ feedbackId: '1', feedbackUserId: 'ann' }) });
    });

    test('count the values of traces, the frequent ones first, absent ones too', async () => {
      const fields = ['entityName', 'status', 'tags'];
      expect(await handle.storage.getFacets({ signal: 'tracing', fields })).toEqual({
        facets: {
          entityName: [
            { value: 'a', count: 2 },
            { value: null, count: 1 },
            { value: 'b', count: 1 },
          ],
          status: [
            { value: 'success', count: 2 },
            { value: 'error', count: 1 },
            { value: 'running', count: 1 },
          ],
          tags: [
            { value: null, count: 2 },
            { value: 'x', count: 2 },
            { value: 'y', count: 1 },
          ],
        },
        values: { entityName: 3, status: 3, tags: 3 },
        total: 4,
      });
    });

    test('under filters, up to a limit that is told of', async () => {
      const args = { signal: 'tracing', fields: ['entityName'], filters: { hasChildError: false }, limit: 1 } as const;
      expect(await handle.storage.getFacets(args)).toEqual({
        facets: { entityName: [{ value: 'a', count: 2 }] },
        values: { entityName: 2 },
        total: 3,
      });
      const acme = { signal: 'tracing', fields: ['status'], filters: { organizationId: 'acme' } } as const;
      expect((await handle.storage.getFacets(acme)).facets).toEqual({ status: [{ value: 'success', count: 1 }] });
    });

    test('of all spans, by model too', async () => {
      const found = await handle.storage.getFacets({ signal: 'tracing', over: 'spans', fields: ['model', 'status'] });
      expect(found).toEqual({
        facets: {
          model: [
            { value: null, count: 4 },
            { value: 'gpt', count: 2 },
          ],
          status: [
            { value: 'success', count: 3 },
            { value: 'error', count: 2 },
            { value: 'running', count: 1 },
          ],
        },
        values: { model: 2, status: 3 },
        total: 6,
      });
    });

    test('of runs that were aborted', async () => {
      const aborted = span({ traceId: traceId(9), startedAt: at(9000), endReason: 'aborted' });
      await handle.storage.createSpan({ span: aborted });
      const filters = { traceId: traceId(9) };
      const { facets } = await handle.storage.getFacets({ signal: 'tracing', fields: ['status'], filters });
      await handle.storage.batchDeleteTraces({ traceIds: [traceId(9)] });
      expect(facets.status).toEqual([{ value: 'aborted', count: 1 }]);
    });

    test('of logs, measurements by label, scores and feedback', async () => {
      const logs = await handle.storage.getFacets({ signal: 'log', fields: ['level'], search: 'luck' });
      expect(logs).toEqual({ facets: { level: [{ value: 'error', count: 1 }] }, values: { level: 1 }, total: 1 });
      const metrics = await handle.storage.getFacets({ signal: 'metric', fields: ['tool', 'name'] });
      expect(metrics.facets.tool).toEqual([
        { value: null, count: 1 },
        { value: '', count: 1 },
        { value: 'a', count: 1 },
      ]);
      expect(metrics.facets.name?.[0]).toEqual({ value: 'mastra_tool_duration_ms', count: 2 });
      const scores = await handle.storage.getFacets({ signal: 'score', fields: ['scorerVersion'] });
      expect(scores.facets).toEqual({ scorerVersion: [{ value: '2', count: 1 }] });
      const users = await handle.storage.getFacets({ signal: 'feedback', fields: ['feedbackUserId'] });
      expect(users.facets).toEqual({ feedbackUserId: [{ value: 'ann', count: 1 }] });
    });

    test('a histogram has equal buckets over the range, empty ones too, with their errors', async () => {
      const range = { start: at(0), end: at(99) };
      const found = await handle.storage.getHistogram({ signal: 'log', filters: { timestamp: range }, buckets: 4 });
      expect(found.buckets).toEqual([
        { start: at(0), end: at(25), count: 2, errors: 2 },
        { start: at(25), end: at(50), count: 0, errors: 0 },
        { start: at(50), end: at(75), count: 0, errors: 0 },
        { start: at(75), end: at(100), count: 1, errors: 0 },
      ]);
    });

    test('without a range it goes from the first record to the last', async () => {
      const { buckets } = await handle.storage.getHistogram({ signal: 'tracing', buckets: 3 });
      expect(buckets.map(({ count, errors }) => [count, errors])).toEqual([
        [2, 1],
        [1, 0],
        [1, 0],
      ]);
      expect(buckets[0]?.start).toEqual(at(1000));
      expect(buckets[2]?.end).toEqual(at(4003));
      const spans = await handle.storage.getHistogram({ signal: 'tracing', over: 'spans', buckets: 1 });
      expect(spans.buckets).toEqual([{ start: at(1000), end: at(4001), count: 6, errors: 2 }]);
      const one = await handle.storage.getHistogram({ signal: 'score' });
      expect(one.buckets).toEqual([{ start: at(0), end: at(1), count: 1, errors: 0 }]);
    });

    test('of nothing there are no buckets, and of a range without records empty ones', async () => {
      const filters = { traceId: 'nowhere' };
      expect(await handle.storage.getHistogram({ signal: 'log', filters })).toEqual({ buckets: [] });
      const range = { timestamp: { start: at(0), end: at(9) } };
      const empty = await handle.storage.getHistogram({ signal: 'log', filters: { ...filters, ...range }, buckets: 2 });
      expect(empty.buckets.map(({ count }) => count)).toEqual([0, 0]);
    });

    test.each<[string, () => Promise<unknown>]>([
      ['a field that is none', () => handle.storage.getFacets({ signal: 'log', fields: ["x'; --"] })],
      ['no field', () => handle.storage.getFacets({ signal: 'log', fields: [] })],
      ['no signal', () => handle.storage.getFacets({ fields: ['level'] } as never)],
      [
        'a filter of another signal',
        () => handle.storage.getHistogram({ signal: 'log', filters: { status: 'error' } as never }),
      ],
      [
        'child errors of spans',
        () => handle.storage.getHistogram({ signal: 'tracing', over: 'spans', filters: { hasChildError: true } }),
      ],
      ['too many buckets', () => handle.storage.getHistogram({ signal: 'log', buckets: 1001 })],
    ])('%s is refused', async (_, ask) => {
      await expect(ask()).rejects.toMatchObject({ name: 'MastraError', code: 'OBSERVABILITY_STORAGE_ARGS_INVALID' });
    });
  });
}
