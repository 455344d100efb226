import type { CreateFeedbackRecord } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { fullCorrelation } from '../fixtures/correlation.ts';
import { at, feedback, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const full: CreateFeedbackRecord = {
  ...fullCorrelation(5),
  feedbackId: 'full',
  timestamp: at(9000),
  feedbackType: 'comment',
  feedbackSource: 'reviewer',
  value: '5',
  comment: 'Too “long”',
  feedbackUserId: 'ann',
  messageId: 'm-1',
  metadata: { via: 'mail' },
  traceId: traceId(1),
  spanId: spanId(1),
  tags: ['b', 'a'],
};

const rows: readonly CreateFeedbackRecord[] = [
  full,
  feedback({ feedbackId: 'f-0', timestamp: at(0), value: 'up', feedbackUserId: 'bob' }),
  feedback({ feedbackId: 'f-1', timestamp: at(1), value: 'down' }),
  feedback({ feedbackId: 'f-2', timestamp: at(2), value: 'up' }),
  feedback({ feedbackId: 'f-3', timestamp: at(3), feedbackType: 'rating', value: 4 }),
  feedback({ feedbackId: 'f-4', timestamp: at(4), feedbackType: 'rating', value: 2.5 }),
];

export function describeFeedback(handle: StoreHandle): void {
  describe('feedback', () => {
    needs(handle, 'feedback');
    useData(handle, storage => storage.batchCreateFeedback({ feedbacks: rows }));
    const ids = async (args: object) =>
      (await handle.storage.listFeedback(args)).feedback.map(({ feedbackId }) => feedbackId);

    test('every field comes back, numbers as numbers and texts as texts', async () => {
      const found = await handle.storage.listFeedback();
      expect(found.feedback).toEqual([full, ...rows.slice(1).reverse()]);
    });

    test('a second copy changes nothing', async () => {
      await handle.storage.createFeedback({ feedback: feedback({ feedbackId: 'f-3', value: 99 }) });
      expect(await handle.storage.getFeedbackAggregate({ aggregation: 'count' })).toEqual({ value: 6 });
      expect(await handle.storage.getFeedbackAggregate({ aggregation: 'max' })).toEqual({ value: 4 });
    });

    test.each([
      [{ feedbackType: 'rating' }, ['f-4', 'f-3']],
      [{ feedbackType: ['rating', 'comment'] }, ['full', 'f-4', 'f-3']],
      [{ feedbackSource: 'reviewer' }, ['full']],
      [{ feedbackUserId: 'bob' }, ['f-0']],
      [{ messageId: 'm-1' }, ['full']],
      [{ feedbackId: 'f-2' }, ['f-2']],
    ])('filters by %j', async (filters, expected) => {
      expect(await ids({ filters })).toEqual(expected);
    });

    test('aggregates look at numbers only, counts at all', async () => {
      const aggregate = async (args: { aggregation: 'sum' | 'avg' | 'min' | 'last' | 'count' }) =>
        (await handle.storage.getFeedbackAggregate(args)).value;
      expect(await aggregate({ aggregation: 'sum' })).toBe(6.5);
      expect(await aggregate({ aggregation: 'avg' })).toBe(3.25);
      expect(await aggregate({ aggregation: 'min' })).toBe(2.5);
      expect(await aggregate({ aggregation: 'last' })).toBe(2.5);
      expect(await aggregate({ aggregation: 'count' })).toBe(6);
      const filters = { feedbackType: 'thumbs' };
      expect(await handle.storage.getFeedbackAggregate({ aggregation: 'sum', filters })).toEqual({ value: null });
      const distinct = { aggregation: 'count_distinct', distinctColumn: 'value' } as const;
      expect(await handle.storage.getFeedbackAggregate(distinct)).toEqual({ value: 5 });
    });

    test('breakdowns by value, and groups without a number last', async () => {
      const byValue = await handle.storage.getFeedbackBreakdown({
        aggregation: 'count',
        groupBy: ['value'],
        filters: { feedbackType: ['thumbs', 'rating'] },
      });
      expect(byValue.groups.map(({ dimensions, value }) => [dimensions.value, value])).toEqual([
        ['up', 2],
        ['2.5', 1],
        ['4', 1],
        ['down', 1],
      ]);
      const average = await handle.storage.getFeedbackBreakdown({ aggregation: 'avg', groupBy: ['feedbackType'] });
      expect(average.groups).toEqual([
        { dimensions: { feedbackType: 'rating' }, value: 3.25 },
        { dimensions: { feedbackType: 'comment' }, value: null },
        { dimensions: { feedbackType: 'thumbs' }, value: null },
      ]);
    });

    test('time series leave out what has no value', async () => {
      const asked = { interval: '1m', groupBy: ['feedbackType'] } as const;
      const sums = await handle.storage.getFeedbackTimeSeries({
        ...asked,
        groupBy: ['feedbackType'],
        aggregation: 'sum',
      });
      const points = [{ timestamp: at(0), value: 6.5 }];
      expect(sums.series).toEqual([{ name: 'rating', dimensions: { feedbackType: 'rating' }, points }]);
      const counts = await handle.storage.getFeedbackTimeSeries({ aggregation: 'count', interval: '1h' });
      expect(counts.series).toEqual([{ name: 'feedback', points: [{ timestamp: at(0), value: 6 }] }]);
    });

    test('is deleted by id, and that of another organization is left alone', async () => {
      const organizations = ['acme', 'other'];
      await handle.storage.batchCreateFeedback({
        feedbacks: organizations.map((organizationId, n) =>
          feedback({ feedbackId: `d-${n}`, timestamp: at(-9000), organizationId }),
        ),
      });
      await handle.storage.deleteFeedback({ feedbackIds: ['d-0', 'd-1'], organizationId: 'acme' });
      expect(await ids({ filters: { timestamp: { end: at(-1) } } })).toEqual(['d-1']);
      await handle.storage.deleteFeedback({ feedbackIds: ['d-0', 'd-1'] });
      expect(await ids({ filters: { timestamp: { end: at(-1) } } })).toEqual([]);
    });
  });
}
