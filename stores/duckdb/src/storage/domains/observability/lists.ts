import {
  type CursorPosition,
  keysetResult,
  type ListOrder,
  type ListPlan,
  type ListResult,
  pageResult,
} from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import type { EngineRow } from '../../engine/session.ts';
import { and, join, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import type { Context } from './context.ts';
import { extentOf, type Timeline, windowsOf } from './windows.ts';

/** Where a list's rows come from. */
export interface ListSource {
  /** What `unpack` makes a row of, with at least the fields of the order. */
  readonly select: Sql;
  /** A table, or a query in brackets. */
  readonly from: Sql;
  readonly where: Sql;
  /** The expression in `from` that an order field or id stands for. */
  readonly column: (field: string) => string;
  /** Where `from` is a table. */
  readonly timeline?: Timeline;
}

/** One page of the rows, in the plan's order: `unpack` makes a row of what was selected, `read` a record of the row. */
export async function listRows<K extends string, R extends object, T>(
  { db, definitions }: Pick<Context, 'db' | 'definitions'>,
  key: K,
  source: ListSource,
  plan: ListPlan,
  unpack: (row: EngineRow) => R,
  read: (row: R) => T,
): Promise<ListResult<K, T>> {
  const { order, paging } = plan;
  if (paging.mode === 'keyset') {
    const { after, fetch } = paging;
    const found = await firstRows(db, source, order, { limit: fetch, offset: 0, after });
    const unpacked = await definitions.complete(
      query => db.read(session => session.rows(query)),
      found.rows.map(unpack),
    );
    return keysetResult(key, unpacked, order, paging, row => position(row, order), read);
  }
  const { offset, perPage: limit } = paging;
  const first = firstRows(db, source, order, { limit, offset, after: null });
  const [found, total] = await Promise.all([first, source.timeline?.isWhole ? undefined : count(db, source)]);
  const unpacked = await definitions.complete(query => db.read(session => session.rows(query)), found.rows.map(unpack));
  return pageResult(key, unpacked.map(read), paging, total ?? found.total);
}

interface Wanted {
  readonly limit: number;
  readonly offset: number;
  readonly after: CursorPosition | null;
}

interface FirstRows {
  readonly rows: readonly EngineRow[];
  /** Of the whole table. */
  readonly total: number;
}

/** Rows from the beginning of the order on. Where that is the time of a table, not all of it is looked through for them. */
async function firstRows(db: Database, source: ListSource, order: ListOrder, wanted: Wanted): Promise<FirstRows> {
  const { limit, offset, after } = wanted;
  const { timeline, from } = source;
  const where = after === null ? source.where : and([source.where, sql`(${following(order, after, source.column)})`]);
  const read = (condition: Sql) => rows(db, source, condition, order, limit, offset);
  if (timeline === undefined || source.column(order.field) !== timeline.column) {
    const total = timeline?.isWhole ? (await extentOf(db, from, timeline.column)).total : 0;
    return { rows: await read(where), total };
  }
  const extent = await extentOf(db, from, timeline.column);
  for (const window of windowsOf(extent, order, timeline, offset + limit, after?.value)) {
    const found = await read(and([where, window]));
    if (found.length === limit) return { rows: found, total: extent.total };
  }
  return { rows: await read(where), total: extent.total };
}

/** The first rows behind a position. */
export function firstOf(
  db: Database,
  source: ListSource,
  order: ListOrder,
  limit: number,
  after: CursorPosition | null,
): Promise<readonly EngineRow[]> {
  const where = after === null ? source.where : and([source.where, sql`(${following(order, after, source.column)})`]);
  return rows(db, source, where, order, limit, 0);
}

function rows(
  db: Database,
  { select, from, column }: ListSource,
  where: Sql,
  order: ListOrder,
  limit: number,
  offset: number,
) {
  const by = raw(
    `${column(order.field)} ${order.direction} NULLS LAST, ${order.ids.map(id => `${column(id)} ${order.direction}`).join(', ')}`,
  );
  return db.read(session =>
    session.rows(
      sql`SELECT ${select} FROM ${from} WHERE ${where} ORDER BY ${by} LIMIT ${raw(`${limit} OFFSET ${offset}`)}`,
    ),
  );
}

async function count(db: Database, { from, where }: ListSource): Promise<number> {
  const [row] = await db.read(session =>
    session.rows(sql`SELECT count(*)::DOUBLE AS total FROM ${from} WHERE ${where}`),
  );
  return row?.total as number;
}

/** Where a row is in the order. */
export function position(row: object, order: ListOrder): CursorPosition {
  const fields = row as EngineRow;
  return { value: (fields[order.field] as number | null) ?? null, ids: order.ids.map(id => fields[id] as string) };
}

/** The rows that come after a position. */
function following(order: ListOrder, { value, ids }: CursorPosition, column: (field: string) => string): Sql {
  const field = raw(column(order.field));
  const beyond = raw(order.direction === 'ASC' ? '>' : '<');
  const tied = sql`(${raw(order.ids.map(column).join(', '))}) ${beyond} (${join(
    ids.map(id => sql`${id}`),
    ', ',
  )})`;
  if (value === null) return sql`${field} IS NULL AND ${tied}`;
  const at = order.kind === 'date' ? moment(value) : sql`${value}`;
  // The first comparison lets the engine skip whole row groups; the second says it exactly.
  const present = sql`${field} ${beyond}= ${at} AND (${field} <> ${at} OR ${tied})`;
  return order.mayBeAbsent ? sql`(${present}) OR ${field} IS NULL` : present;
}
