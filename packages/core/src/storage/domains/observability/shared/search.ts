import { DEFAULT_SEARCH_MS, listSpansArgsSchema, type SearchInfo, type SpansResult } from '../args/spans.ts';
import { parseArgs } from './args.ts';
import { type Condition, filterConditions, searchConditions } from './conditions.ts';
import { encodeCursor } from './cursor.ts';
import type { ListPlan } from './lists.ts';
import { type ListOrder, resolveOrder, SPAN_ORDERS } from './order.ts';
import { type Paging, resolvePaging } from './paging.ts';

export interface SpansPlan extends ListPlan {
  readonly paging: Extract<Paging, { mode: 'keyset' }>;
  /** Conditions on payloads, which no index answers. They are among `conditions`. */
  readonly searches: boolean;
  readonly searchMs: number;
}

const DEFAULT_LIMIT = 10;

/** What `listSpans` was asked for. */
export function planSpans(args: unknown): SpansPlan {
  const { filters, search, orderBy, after, limit, searchMs } = parseArgs(listSpansArgsSchema, 'listSpans', args);
  const order = resolveOrder(SPAN_ORDERS, orderBy);
  const searched: readonly Condition[] = searchConditions(search);
  return {
    conditions: [...filterConditions(filters), ...searched],
    order,
    paging: resolvePaging({ after, limit: limit ?? DEFAULT_LIMIT }, order) as SpansPlan['paging'],
    searches: searched.some(({ kind }) => kind === 'payload'),
    searchMs: searchMs ?? DEFAULT_SEARCH_MS,
  };
}

/** What a list says that has looked at everything. */
export const SEARCHED_ALL: SearchInfo = { isComplete: true, reachedAt: null };

/**
 * The answer of a search that ran out of time.
 *
 * @param reachedAt All spans that come before this moment in the order have been looked at, and none at it.
 */
export function searchUpTo<T>(spans: readonly T[], order: ListOrder, reachedAt: number): SpansResult<T> {
  // A span at that moment comes after a position without ids when ascending; descending, one millisecond later does.
  const value = order.direction === 'ASC' ? reachedAt : reachedAt + 1;
  const next = encodeCursor(order, { value, ids: order.ids.map(() => '') });
  return { spans, cursor: { next }, search: { isComplete: false, reachedAt: new Date(reachedAt) } };
}
