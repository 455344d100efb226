import type { ListOrder } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import { moment, raw, type Sql, sql } from '../../engine/sql.ts';

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

/** Twice what an even spread would need, then far more. */
const FACTORS = [2, 32];

/**
 * Windows at the end of a table's time that the order begins with, narrow ones first. A window that holds as many rows as
 * are wanted holds the first ones: every row outside of it comes later. Within one the engine reads the row groups of that
 * time alone.
 */
export function windowsOf({ total, from, to }: Extent, order: ListOrder, time: string, wanted: number): readonly Sql[] {
  if (from === null || to === null || total === 0) return [];
  const spread = (to - from) / total;
  return FACTORS.map(factor => Math.ceil(spread * wanted * factor))
    .filter(width => width < to - from)
    .map(width =>
      order.direction === 'DESC'
        ? sql`${raw(time)} >= ${moment(to - width)}`
        : sql`${raw(time)} <= ${moment(from + width)}`,
    );
}
