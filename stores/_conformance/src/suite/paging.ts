import { describe, expect, test } from 'vitest';
import { at } from '../fixtures/records.ts';
import { LISTED_SIGNALS, type ListedSignal, type PagingArgs } from '../fixtures/signals.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const COUNT = 23;

/** Records of few moments, so that ids decide most of the order: n to n + 4 share one. */
const records = Array.from({ length: COUNT }, (_, n) => ({ n, at: at(Math.floor(n / 5)), fields: {} }));

const ascending = records.map(({ n }) => n);
const descending = [...ascending].reverse();

/** Pages by number and by cursor, on all five signals. */
export function describePaging(handle: StoreHandle): void {
  describe.each(LISTED_SIGNALS)('the pages of $name', signal => {
    if (signal.capability) needs(handle, signal.capability);
    useData(handle, storage =>
      signal.write(
        storage,
        [...records].sort((a, b) => ((a.n * 7) % 11) - ((b.n * 7) % 11)),
      ),
    );
    describePages(handle, signal);
    describeCursors(handle, signal);
  });
}

function describePages(handle: StoreHandle, signal: ListedSignal): void {
  const page = (args: PagingArgs) => signal.page(handle.storage, args);

  test('the default is the first ten, newest first, then by id', async () => {
    const pagination = { total: COUNT, page: 0, perPage: 10, hasMore: true };
    expect(await page({})).toEqual({ rows: descending.slice(0, 10), pagination });
    expect(await page({ pagination: {} })).toEqual({ rows: descending.slice(0, 10), pagination });
  });

  test('page after page sees every row once', async () => {
    const pages = await Promise.all([0, 1, 2, 3].map(n => page({ pagination: { page: n, perPage: 7 } })));
    expect(pages.flatMap(({ rows }) => rows)).toEqual(descending);
    expect(pages.map(({ pagination }) => pagination?.hasMore)).toEqual([true, true, true, false]);
  });

  test('a last page that is full has no more, and a page past the end is empty', async () => {
    const last = await page({ pagination: { page: 0, perPage: COUNT } });
    expect([last.rows.length, last.pagination?.hasMore]).toEqual([COUNT, false]);
    const past = await page({ pagination: { page: 100, perPage: 100 } });
    expect(past).toEqual({ rows: [], pagination: { total: COUNT, page: 100, perPage: 100, hasMore: false } });
  });

  test('ascending is descending backwards', async () => {
    const { rows } = await page({ pagination: { perPage: 100 }, orderBy: { direction: 'ASC' } });
    expect(rows).toEqual(ascending);
  });
}

function describeCursors(handle: StoreHandle, signal: ListedSignal): void {
  const page = (args: PagingArgs) => signal.page(handle.storage, args);

  test.each([
    ['DESC', 1],
    ['DESC', 4],
    ['DESC', 100],
    ['ASC', 5],
    ['ASC', COUNT],
  ] as const)(
    '%s by cursor, %i at a time, sees every row once, also where moments are equal',
    async (direction, limit) => {
      const seen: number[] = [];
      let after: string | undefined;
      do {
        const { rows, cursor, pagination } = await page({ limit, orderBy: { direction }, ...(after && { after }) });
        expect(rows.length).toBeLessThanOrEqual(limit);
        expect(pagination).toBeUndefined();
        seen.push(...rows);
        after = cursor?.next ?? undefined;
      } while (after !== undefined && seen.length <= COUNT);
      expect(seen).toEqual(direction === 'ASC' ? ascending : descending);
    },
  );

  test('a row that is added before the cursor does not shift the pages', async () => {
    const first = await page({ limit: 10 });
    await signal.write(handle.storage, [{ n: 999, at: at(60_000), fields: {} }]);
    const second = await page({ limit: 10, after: first.cursor!.next! });
    await removeAdded(handle, signal);
    expect(second.rows).toEqual(descending.slice(10, 20));
  });

  test('a cursor of nothing, of another order and of another list is refused', async () => {
    const { cursor } = await page({ limit: 5 });
    const next = cursor!.next!;
    const others = [
      { limit: 5, after: 'not a cursor' },
      { limit: 5, after: next.slice(0, -3) },
      { limit: 5, after: Buffer.from('{"a":1}').toString('base64url') },
      { limit: 5, after: Buffer.from('["spans"]').toString('base64url') },
      { limit: 5, after: next, orderBy: { direction: 'ASC' as const } },
    ];
    for (const args of others) {
      await expect(page(args)).rejects.toMatchObject({ code: expect.stringMatching(/_CURSOR_INVALID$/) });
    }
    const other = LISTED_SIGNALS[(LISTED_SIGNALS.indexOf(signal) + 1) % LISTED_SIGNALS.length]!;
    await expect(other.page(handle.storage, { after: next })).rejects.toMatchObject({
      code: expect.stringMatching(/_CURSOR_INVALID$|_NOT_IMPLEMENTED$/),
    });
  });

  test.each<[string, PagingArgs]>([
    ['both ways of paging', { limit: 5, pagination: { page: 0 } }],
    ['a negative page', { pagination: { page: -1 } }],
    ['more than 100 a page', { pagination: { perPage: 101 } }],
    ['no row a page', { pagination: { perPage: 0 } }],
    ['half a page', { pagination: { page: 0.5 } }],
    ['a limit of nothing', { limit: 0 }],
    ['a limit above 1,000', { limit: 1001 }],
    ['an unknown order', { orderBy: { field: 'name; DROP TABLE x' } }],
  ])('%s is refused', async (_, args) => {
    await expect(page(args)).rejects.toMatchObject({ name: 'MastraError', code: 'OBSERVABILITY_STORAGE_ARGS_INVALID' });
  });
}

/** Puts the data back to what the other tests of the group expect. */
async function removeAdded(handle: StoreHandle, signal: ListedSignal): Promise<void> {
  await handle.storage.dangerouslyClearAll();
  await signal.write(handle.storage, records);
}
