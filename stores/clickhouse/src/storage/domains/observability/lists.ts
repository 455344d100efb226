import {
  type CursorPosition,
  keysetResult,
  type ListOrder,
  type ListPlan,
  type ListResult,
  pageResult,
} from '@mastra/core/storage';
import type { Database, EngineRow } from '../../engine/database.ts';
import { and, join, moment, raw, type Sql, sql } from '../../engine/sql.ts';

/** Where a list's rows come from. */
export interface ListSource {
  /** The columns to answer, named by their fields: at least those of the order. */
  readonly select: Sql;
  /** What `select` and the conditions need, as the list of columns that every part has. */
  readonly columns: string;
  /** Tables, or queries in brackets, without a row in common. */
  readonly parts: readonly Sql[];
  readonly where: Sql;
  /** The column of an order field or id. */
  readonly column: (field: string) => string;
  /** Whether the rows are made by so much work that the total is counted in the same statement. @default false */
  readonly isCountedAlong?: boolean;
  /** Makes a row by the names of its fields of what `select` answers. @default it is one */
  readonly unpack?: (row: EngineRow) => EngineRow;
}

/** One page of the rows, in the plan's order. */
export async function listRows<K extends string, T>(
  db: Database,
  key: K,
  source: ListSource,
  plan: ListPlan,
  read: (row: EngineRow) => T,
): Promise<ListResult<K, T>> {
  const { order, paging } = plan;
  if (paging.mode === 'keyset') {
    const after = paging.after === null ? [] : [sql`(${following(order, paging.after, source.column)})`];
    const fetched = await rows(db, source, and([source.where, ...after]), order, { limit: paging.fetch, offset: 0 });
    return keysetResult(key, fetched, order, paging, row => position(row, order), read);
  }
  const { offset, perPage } = paging;
  const first = rows(db, source, source.where, order, { limit: perPage, offset });
  const [found, total] = await Promise.all([first, source.isCountedAlong ? totalOf(await first) : count(db, source)]);
  return pageResult(key, found.map(read), paging, total ?? (await count(db, source)));
}

/** What `isCountedAlong` has counted: nothing, where the page is empty. */
function totalOf(rows: readonly EngineRow[]): number | undefined {
  return rows[0]?.total as number | undefined;
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
  return rows(db, source, where, order, { limit, offset: 0 });
}

interface Slice {
  readonly limit: number;
  readonly offset: number;
}

/**
 * The rows without copies. Where no row comes before the slice, copies are looked for here: `LIMIT BY` makes the engine
 * read every column of every row that is found.
 */
async function rows(
  db: Database,
  source: ListSource,
  where: Sql,
  order: ListOrder,
  slice: Slice,
): Promise<readonly EngineRow[]> {
  if (slice.offset > 0) return select(db, source, where, order, slice, true);
  const found = await select(db, source, where, order, slice, false);
  return hasCopies(found, order) ? select(db, source, where, order, slice, true) : found;
}

/** Copies are alike, and so they are neighbours. */
function hasCopies(rows: readonly EngineRow[], { ids }: ListOrder): boolean {
  return rows.some((row, i) => i > 0 && ids.every(id => row[id] === rows[i - 1]![id]));
}

async function select(
  db: Database,
  source: ListSource,
  where: Sql,
  order: ListOrder,
  slice: Slice,
  isOnce: boolean,
): Promise<readonly EngineRow[]> {
  const found = await db.rows(selection(source, where, order, slice, isOnce));
  return source.unpack ? found.map(source.unpack) : found;
}

/** Each part answers its own first rows, in the order of its table, and the first of these are taken. */
function selection(
  { select: fields, columns, parts, column, isCountedAlong }: ListSource,
  where: Sql,
  order: ListOrder,
  { limit, offset }: Slice,
  isOnce: boolean,
): Sql {
  const select = isCountedAlong ? sql`${fields}, count() OVER () AS total` : fields;
  const nulls = order.mayBeAbsent ? ' NULLS LAST' : '';
  const by = raw(
    `ORDER BY ${column(order.field)} ${order.direction}${nulls}, ${order.ids.map(id => `${column(id)} ${order.direction}`).join(', ')}`,
  );
  const once = raw(isOnce ? `LIMIT 1 BY ${order.ids.map(column).join(', ')}` : '');
  const [only] = parts;
  if (parts.length === 1) {
    return sql`SELECT ${select} FROM ${only!} WHERE ${where} ${by} ${once} LIMIT ${raw(`${limit} OFFSET ${offset}`)}`;
  }
  const first = parts.map(
    part =>
      sql`SELECT * FROM (SELECT ${raw(columns)} FROM ${part} WHERE ${where} ${by} ${once} LIMIT ${raw(String(limit + offset))})`,
  );
  return sql`SELECT ${select} FROM (${join(first, ' UNION ALL ')}) ${by} LIMIT ${raw(`${limit} OFFSET ${offset}`)}`;
}

async function count(db: Database, { parts, where }: ListSource): Promise<number> {
  const counts = parts.map(part => sql`SELECT count() AS rows FROM ${part} WHERE ${where}`);
  const found = await db.rows(join(counts, ' UNION ALL '));
  return found.reduce((total, row) => total + (row.rows as number), 0);
}

/** Where a row is in the order. */
export function position(row: EngineRow, order: ListOrder): CursorPosition {
  return { value: (row[order.field] as number | null) ?? null, ids: order.ids.map(id => row[id] as string) };
}

/** The rows that come after a position. */
function following(order: ListOrder, { value, ids }: CursorPosition, column: (field: string) => string): Sql {
  const field = raw(column(order.field));
  const beyond = raw(order.direction === 'ASC' ? '>' : '<');
  const bound = join(
    ids.map(id => sql`${id}`),
    ', ',
  );
  const tied = sql`(${raw(order.ids.map(column).join(', '))}) ${beyond} (${bound})`;
  if (value === null) return sql`${field} IS NULL AND ${tied}`;
  const at = order.kind === 'date' ? moment(value) : sql`${value}`;
  // The first comparison lets the engine skip granules; the second says it exactly.
  const present = sql`${field} ${beyond}= ${at} AND (${field} != ${at} OR ${tied})`;
  return order.mayBeAbsent ? sql`(${present}) OR ${field} IS NULL` : present;
}
