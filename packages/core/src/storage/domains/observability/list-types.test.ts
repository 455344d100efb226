import { expect, expectTypeOf, test } from 'vitest';
import { InMemoryStore } from '../../inmemory.ts';
import type { CursorInfo, ListLogsArgs, PageInfo } from './args/index.ts';
import type { ObservabilityStorage } from './base.ts';

test('a list answers by its type what it was asked for', async () => {
  const storage: ObservabilityStorage | undefined = await new InMemoryStore().getStore('observability');
  const page = await storage!.listLogs({ pagination: { page: 0 } });
  expectTypeOf(page.pagination).toEqualTypeOf<PageInfo>();
  // @ts-expect-error a list by page has no cursor
  expect(page.cursor).toBeUndefined();

  const keyset = await storage!.listLogs({ limit: 5 });
  expectTypeOf(keyset.cursor).toEqualTypeOf<CursorInfo>();
  // @ts-expect-error a list by cursor has no pagination
  expect(keyset.pagination).toBeUndefined();

  const args: ListLogsArgs = {};
  const either = await storage!.listLogs(args);
  expect('pagination' in either ? either.pagination.total : either.cursor.next).toBe(0);
});
