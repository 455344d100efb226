import type { ListResult } from '../args/index.ts';
import {
  type CursorPosition,
  compareText,
  keysetResult,
  type ListOrder,
  type ListPlan,
  pageResult,
} from '../shared/index.ts';

/** One page of the rows, which all meet the plan's conditions already. */
export function listRows<K extends string, R extends object, T>(
  key: K,
  rows: Iterable<R>,
  plan: ListPlan,
  read: (row: R) => T,
): ListResult<K, T> {
  const { order, paging } = plan;
  const placed = Array.from(rows, row => ({ row, at: position(row, order) }));
  placed.sort((a, b) => comparePositions(a.at, b.at, order));
  if (paging.mode === 'page') {
    const page = placed.slice(paging.offset, paging.offset + paging.perPage);
    return pageResult(
      key,
      page.map(({ row }) => read(row)),
      paging,
      placed.length,
    );
  }
  const { after } = paging;
  const rest = after === null ? placed : placed.filter(({ at }) => comparePositions(at, after, order) > 0);
  return keysetResult(
    key,
    rest.slice(0, paging.fetch),
    order,
    paging,
    ({ at }) => at,
    ({ row }) => read(row),
  );
}

function position(row: object, order: ListOrder): CursorPosition {
  const fields = row as Readonly<Record<string, unknown>>;
  return { value: (fields[order.field] as number | undefined) ?? null, ids: order.ids.map(id => fields[id] as string) };
}

function comparePositions(a: CursorPosition, b: CursorPosition, order: ListOrder): number {
  const sign = order.direction === 'ASC' ? 1 : -1;
  if (a.value !== b.value) {
    if (a.value === null) return 1;
    if (b.value === null) return -1;
    return sign * (a.value - b.value);
  }
  for (const [i, id] of a.ids.entries()) {
    const compared = compareText(id, b.ids[i]!);
    if (compared !== 0) return sign * compared;
  }
  return 0;
}
