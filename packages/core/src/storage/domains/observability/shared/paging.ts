import { MastraError } from '../../../../error/index.ts';
import type { ListResult } from '../args/common.ts';
import { type CursorPosition, decodeCursor, encodeCursor } from './cursor.ts';
import type { ListOrder } from './order.ts';

/** Rows of a page where the caller does not say. */
export const DEFAULT_PER_PAGE = 10;

/** Which rows of a list are asked for. */
export type Paging =
  | { readonly mode: 'page'; readonly page: number; readonly perPage: number; readonly offset: number }
  | {
      readonly mode: 'keyset';
      readonly limit: number;
      /** The rows after this one. */
      readonly after: CursorPosition | null;
      /** Rows to fetch: one more than `limit` tells whether there is a next page. */
      readonly fetch: number;
    };

/** @throws MastraError where both ways of paging are given, or the cursor is not one of this order. */
export function resolvePaging(
  args: {
    readonly pagination?: { readonly page?: number | undefined; readonly perPage?: number | undefined } | undefined;
    readonly after?: string | undefined;
    readonly limit?: number | undefined;
  },
  order: ListOrder,
): Paging {
  const { pagination, after, limit } = args;
  if (after === undefined && limit === undefined) {
    const page = pagination?.page ?? 0;
    const perPage = pagination?.perPage ?? DEFAULT_PER_PAGE;
    return { mode: 'page', page, perPage, offset: page * perPage };
  }
  if (pagination) {
    throw new MastraError({
      code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
      domain: 'STORAGE',
      message: `The list of ${order.list} was given pagination together with ${after === undefined ? 'limit' : 'after'}. Give pagination for pages by number, or limit and after for pages by cursor.`,
    });
  }
  const size = limit ?? DEFAULT_PER_PAGE;
  return {
    mode: 'keyset',
    limit: size,
    after: after === undefined ? null : decodeCursor(order, after),
    fetch: size + 1,
  };
}

/** The answer of a list by page number. */
export function pageResult<K extends string, T>(
  key: K,
  rows: readonly T[],
  paging: Extract<Paging, { mode: 'page' }>,
  total: number,
): ListResult<K, T> {
  const { page, perPage, offset } = paging;
  const pagination = { total, page, perPage, hasMore: offset + rows.length < total && rows.length > 0 };
  return { [key]: rows, pagination } as unknown as ListResult<K, T>;
}

/**
 * The answer of a list by cursor, from up to `paging.fetch` rows. `position` says where a row is in the order; `read`
 * makes the answer's row of it.
 */
export function keysetResult<K extends string, R, T>(
  key: K,
  fetched: readonly R[],
  order: ListOrder,
  paging: Extract<Paging, { mode: 'keyset' }>,
  position: (row: R) => CursorPosition,
  read: (row: R) => T,
): ListResult<K, T> {
  const rows = fetched.slice(0, paging.limit);
  const last = rows.at(-1);
  const next = fetched.length > paging.limit && last !== undefined ? encodeCursor(order, position(last)) : null;
  return { [key]: rows.map(read), cursor: { next } } as unknown as ListResult<K, T>;
}
