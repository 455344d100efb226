import type { CreateScoreRecord } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { fullCorrelation } from '../fixtures/correlation.ts';
import { at, score, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const full: CreateScoreRecord = {
  ...fullCorrelation(4),
  scoreId: 'full',
  timestamp: at(9000),
  scorerId: 'toxicity',
  scorerVersion: '1.2',
  score: -0.25,
  reason: "It's fine",
  scoreTraceId: traceId(7),
  metadata: { judge: 'gpt' },
  traceId: traceId(1),
  spanId: spanId(1),
  tags: ['b', 'a'],
};

const rows: readonly CreateScoreRecord[] = [
  full,
  ...[0.5, 1, 0.5, 0].map((value, n) =>
    score({
      scoreId: `s-${n}`,
      score: value,
      timestamp: at(n),
      scorerId: n < 3 ? 'relevance' : 'tone',
      organizationId: n % 2 ? 'acme' : 'other',
    }),
  ),
];

export function describeScores(handle: StoreHandle): void {
  describe('scores', () => {
    needs(handle, 'scores');
    useData(handle, storage => storage.batchCreateScores({ scores: rows }));
    const ids = async (args: object) => (await handle.storage.listScores(args)).scores.map(({ scoreId }) => scoreId);

    test('every field comes back, and what is absent is left out', async () => {
      expect(await handle.storage.getScoreById({ scoreId: 'full' })).toEqual(full);
      expect(await handle.storage.getScoreById({ scoreId: 's-1' })).toEqual(rows[2]);
      expect(await handle.storage.getScoreById({ scoreId: 'nowhere' })).toBeNull();
    });

    test('a second copy changes nothing', async () => {
      await handle.storage.createScore({ score: score({ scoreId: 's-1', score: 99 }) });
      expect(await handle.storage.getScoreById({ scoreId: 's-1' })).toEqual(rows[2]);
      expect(await handle.storage.getScoreAggregate({ aggregation: 'count' })).toEqual({ value: 5 });
    });

    test('filters by scorer, one or several, and by id', async () => {
      expect(await ids({ filters: { scorerId: 'tone' } })).toEqual(['s-3']);
      expect(await ids({ filters: { scorerId: ['tone', 'toxicity'] } })).toEqual(['full', 's-3']);
      expect(await ids({ filters: { scoreId: 's-2' } })).toEqual(['s-2']);
    });

    test('orders by score, then by id, page by page and by cursor', async () => {
      const orderBy = { field: 'score', direction: 'DESC' } as const;
      const expected = ['s-1', 's-2', 's-0', 's-3', 'full'];
      expect(await ids({ orderBy })).toEqual(expected);
      expect(await ids({ orderBy: { ...orderBy, direction: 'ASC' } })).toEqual([...expected].reverse());
      const one = await handle.storage.listScores({ orderBy, limit: 2 });
      const two = await handle.storage.listScores({ orderBy, limit: 2, after: one.cursor.next! });
      const three = await handle.storage.listScores({ orderBy, limit: 2, after: two.cursor.next! });
      expect([one, two, three].flatMap(page => page.scores.map(({ scoreId }) => scoreId))).toEqual(expected);
      expect(three.cursor).toEqual({ next: null });
    });

    test('aggregates', async () => {
      const filters = { scorerId: 'relevance' };
      expect(await handle.storage.getScoreAggregate({ aggregation: 'sum', filters })).toEqual({ value: 2 });
      expect(await handle.storage.getScoreAggregate({ aggregation: 'last', filters })).toEqual({ value: 0.5 });
      const distinct = { aggregation: 'count_distinct', distinctColumn: 'scorerId' } as const;
      expect(await handle.storage.getScoreAggregate(distinct)).toEqual({ value: 3 });
      const none = { scorerId: 'nobody' };
      expect(await handle.storage.getScoreAggregate({ aggregation: 'avg', filters: none })).toEqual({ value: null });
      expect(await handle.storage.getScoreAggregate({ aggregation: 'count', filters: none })).toEqual({ value: 0 });
    });

    test('breakdowns', async () => {
      const { groups } = await handle.storage.getScoreBreakdown({
        aggregation: 'max',
        groupBy: ['scorerId', 'scorerVersion'],
      });
      expect(groups).toEqual([
        { dimensions: { scorerId: 'relevance', scorerVersion: null }, value: 1 },
        { dimensions: { scorerId: 'tone', scorerVersion: null }, value: 0 },
        { dimensions: { scorerId: 'toxicity', scorerVersion: '1.2' }, value: -0.25 },
      ]);
    });

    test('time series and percentiles', async () => {
      const { series } = await handle.storage.getScoreTimeSeries({ aggregation: 'count', interval: '1m' });
      expect(series).toEqual([{ name: 'score', points: [{ timestamp: at(0), value: 5 }] }]);
      const filters = { scorerId: 'relevance' };
      const spread = await handle.storage.getScorePercentiles({ percentiles: [0.75], interval: '1h', filters });
      expect(spread.series).toEqual([{ percentile: 0.75, points: [{ timestamp: at(0), value: 0.75 }] }]);
    });

    test('are deleted by id, and those of another organization are left alone', async () => {
      const gone = ['d-1', 'd-2', 'd-3'];
      const organizations = ['acme', 'other', null];
      await handle.storage.batchCreateScores({
        scores: gone.map((scoreId, n) => score({ scoreId, timestamp: at(-9000), organizationId: organizations[n] })),
      });
      await handle.storage.deleteScores({ scoreIds: [...gone, 'nowhere'], organizationId: 'acme' });
      expect(await ids({ filters: { timestamp: { end: at(-1) } } })).toEqual(['d-3', 'd-2']);
      await handle.storage.deleteScores({ scoreIds: gone });
      expect(await ids({ filters: { timestamp: { end: at(-1) } } })).toEqual([]);
    });
  });
}
