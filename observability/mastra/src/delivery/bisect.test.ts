import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Failure } from '../testing/destination.ts';
import { bisect } from './bisect.ts';

const classify = (error: unknown) => (error as Failure).kind;

it('finds exactly the bad records of any batch, in which some are good', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }),
      fc.constantFrom('rejected' as const, 'unknown' as const),
      async (goods, kind) => {
        const batch = goods.map((good, id) => ({ id, good }));
        const failsFor = (records: readonly { good: boolean }[]) => records.some(record => !record.good);
        fc.pre(failsFor(batch));
        const sent: number[] = [];
        const result = await bisect(
          batch,
          new Failure(kind),
          async records => {
            if (failsFor(records)) throw new Failure(kind);
            sent.push(...records.map(record => record.id));
          },
          classify,
        );
        const ids = (records: readonly { id: number }[]) => records.map(record => record.id).sort((a, b) => a - b);
        expect(ids(result.delivered)).toEqual([...sent].sort((a, b) => a - b));
        const all = [...result.delivered, ...result.refused.map(p => p.record), ...result.remaining];
        expect(ids(all)).toEqual(batch.map(record => record.id));
        for (const { record } of result.refused) expect(record.good).toBe(false);
        if (kind === 'rejected') {
          expect(result.remaining).toEqual([]);
          expect(ids(result.refused.map(p => p.record))).toEqual(ids(batch.filter(record => !record.good)));
        }
      },
    ),
  );
});

it('stops at once when the destination goes away in the middle', async () => {
  let calls = 0;
  const result = await bisect(
    Array.from({ length: 64 }, (_, id) => id),
    new Failure('rejected'),
    async () => {
      calls++;
      throw new Failure('unreachable');
    },
    classify,
  );
  expect(calls).toBe(1);
  expect(result.remaining).toHaveLength(64);
  expect(result.refused).toEqual([]);
});
