import { DEFAULT_SEARCH_MS, listSpansArgsSchema, type SearchInfo, type SpansResult } from '../args/spans.ts';
import { parseArgs } from './args.ts';
import { type Condition, filterConditions, searchConditions } from './conditions.ts';
import { type CursorPosition, encodeCursor } from './cursor.ts';
import type { ListPlan } from './lists.ts';
import { type ListOrder, resolveOrder, SPAN_ORDERS } from './order.ts';
import { keysetResult, type Paging, resolvePaging } from './paging.ts';

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
function searchUpTo<T>(spans: readonly T[], order: ListOrder, reachedAt: number): SpansResult<T> {
  // A span at that moment comes after a position without ids when ascending; descending, one millisecond later does.
  const value = order.direction === 'ASC' ? reachedAt : reachedAt + 1;
  const next = encodeCursor(order, { value, ids: order.ids.map(() => '') });
  return { spans, cursor: { next }, search: { isComplete: false, reachedAt: new Date(reachedAt) } };
}

/** What a search needs of a store: it reads windows of time one after the other. */
export interface SearchEngine<R> {
  /** The first and the last start of the spans that may be found, and how many spans lie between them. */
  extent(): Promise<{ readonly from: number | null; readonly to: number | null; readonly total: number }>;
  /** The first rows of the plan in a window of time, both ends included, in the plan's order. */
  rows(window: { readonly from: number; readonly to: number }, limit: number): Promise<readonly R[]>;
  position(row: R): CursorPosition;
}

/** Spans of the first window, if they are spread evenly. While windows are quick the next one is twice as large. */
const FIRST_WINDOW = 100_000;

/** Not the application's clock: tests may stop that one. */
const elapsed = performance.now.bind(performance);

/** A page of a search: from where the order begins, window by window, until the page is full or time has run out. */
export async function searchSpans<R, T>(
  plan: SpansPlan,
  engine: SearchEngine<R>,
  read: (row: R) => T,
): Promise<SpansResult<T>> {
  const { order, paging, searchMs } = plan;
  const started = elapsed();
  const { from, to, total } = await engine.extent();
  if (from === null || to === null || total === 0) return { spans: [], cursor: { next: null }, search: SEARCHED_ALL };
  const isAscending = order.direction === 'ASC';
  const after = paging.after?.value ?? (isAscending ? from : to);
  let edge = isAscending ? Math.max(from, after) : Math.min(to, after);
  let width = Math.max(1, Math.ceil(((to - from) / total) * FIRST_WINDOW));
  const found: R[] = [];
  while (isAscending ? edge <= to : edge >= from) {
    const window = isAscending ? { from: edge, to: edge + width } : { from: edge - width, to: edge };
    found.push(...(await engine.rows(window, paging.fetch - found.length)));
    if (found.length >= paging.fetch) break;
    edge = isAscending ? window.to + 1 : window.from - 1;
    const spent = elapsed() - started;
    const isDone = isAscending ? edge > to : edge < from;
    if (spent >= searchMs && !isDone) return searchUpTo(found.map(read), order, edge);
    if (spent < searchMs / 8) width *= 2;
  }
  const page = keysetResult('spans', found, order, paging, engine.position, read);
  return { spans: page.spans, cursor: page.cursor, search: SEARCHED_ALL };
}

/** The range of start times that the conditions leave. */
export function startedWithin(conditions: readonly Condition[]): {
  readonly from: number | null;
  readonly to: number | null;
} {
  const range = conditions.find(condition => condition.kind === 'between' && condition.field === 'startedAt');
  return range?.kind === 'between' ? range : { from: null, to: null };
}
