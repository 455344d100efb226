import { type CursorInfo, MAX_LIMIT } from './domains/observability/args/index.ts';

/** What an iteration adds to the arguments of a list. */
interface PageOfIteration {
  readonly limit: number;
  readonly after?: string;
}

/** The rows of a list, under whatever name it has them. */
type RowOf<R> = {
  [K in keyof R]: R[K] extends readonly (infer T)[] ? T : never;
}[keyof R];

/** Rows of a page where the caller does not say. */
const DEFAULT_LIMIT = 100;

/**
 * All rows of a list, page by page as they are asked for, so that no more than one page is in memory. None is seen twice or
 * missed while new ones arrive. `limit` is the size of a page, 100 by default and at most 1,000.
 *
 * @param list Calls the list method with the arguments that it is given.
 * @param args The arguments of the list, without `after` and `pagination`.
 * @throws What the list throws, from the iteration.
 * @example
 * for await (const trace of iterate(args => store.listTraces(args), { filters: { status: 'error' } })) {
 *   console.log(trace.traceId);
 * }
 */
export async function* iterate<const A extends object, R extends { readonly cursor: CursorInfo }>(
  list: (args: A & PageOfIteration) => Promise<R>,
  args: A & { readonly limit?: number; readonly after?: never; readonly pagination?: never },
): AsyncGenerator<RowOf<R>, void, undefined> {
  const limit = Math.min(args.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  let after: string | null | undefined;
  do {
    const page: R = await list({ ...args, limit, ...(after && { after }) });
    yield* rowsOf(page);
    after = page.cursor.next;
  } while (after !== null);
}

function rowsOf<R extends { readonly cursor: CursorInfo }>(page: R): readonly RowOf<R>[] {
  return Object.values(page).find(value => Array.isArray(value)) ?? [];
}
