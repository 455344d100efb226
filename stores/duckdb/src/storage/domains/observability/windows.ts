import type { ListOrder } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import { moment, raw, type Sql, sql } from '../../engine/sql.ts';

/** The time of a table's rows. */
export interface Timeline {
  readonly column: string;
  /** Whether all rows of the table are wanted, rather than those that meet conditions. */
  readonly isWhole: boolean;
}

/** How many rows a table has and which time they are of, from what the engine knows without reading a row. */
export interface Extent {
  readonly total: number;
  /** Milliseconds since the epoch. Rows that were deleted may still be in it. */
  readonly from: number | null;
  readonly to: number | null;
}

export async function extentOf(db: Database, table: Sql, time: string): Promise<Extent> {
  const at = raw(time);
  const [row] = await db.read(session =>
    session.rows(
      sql`SELECT count(*)::DOUBLE AS "total", epoch_ms(min(${at}))::DOUBLE AS "from", epoch_ms(max(${at}))::DOUBLE AS "to" FROM ${table}`,
    ),
  );
  return row as unknown as Extent;
}

/** Rows of one row group: less than that is not read. */
const ROW_GROUP = 122_880;

/**
 * Windows of time at the place where the order begins, narrow ones first. A window that holds as many rows as are wanted
 * holds the first ones: every row outside of it comes later. Within one the engine reads the row groups of that time alone.
 *
 * @param after The time of the row that the order goes on behind, where it does not begin at the end of the table.
 */
export function windowsOf(
  { total, from, to }: Extent,
  order: ListOrder,
  { column, isWhole }: Timeline,
  wanted: number,
  after: number | null = null,
): readonly Sql[] {
  if (from === null || to === null || total === 0) return [];
  const spread = (to - from) / total;
  return sizesOf(isWhole, wanted)
    .filter(rows => rows * 2 < total)
    .map(rows => Math.ceil(spread * rows))
    .map(width =>
      order.direction === 'DESC'
        ? sql`${raw(column)} >= ${moment(Math.min(to, after ?? to) - width)}`
        : sql`${raw(column)} <= ${moment(Math.max(from, after ?? from) + width)}`,
    );
}

/** Rows that a window is to hold, if they are spread evenly: what is wanted and some more, or enough for conditions to find it. */
function sizesOf(isWhole: boolean, wanted: number): readonly number[] {
  return isWhole ? [2 * wanted, 32 * wanted] : [Math.max(64 * wanted, ROW_GROUP)];
}
