import { raw, type Sql, sql } from '../../engine/sql.ts';
import { columnList, ENTRIES, ERRORS, ROOTS, RUNNING, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';

/** The spans that run: starts without an end, the latest copy of each. */
export function runningSpans(context: Context, columns = columnList(RUNNING), within: Sql = raw('true')): Sql {
  const running = from(context, RUNNING);
  const ended = sql`SELECT TraceId, SpanId FROM ${from(context, TABLES.tracing)} WHERE TraceId IN (SELECT TraceId FROM ${running} WHERE ${within})`;
  return sql`SELECT ${raw(columns)} FROM ${running} WHERE Sign = 1 AND ${within} AND (TraceId, SpanId) NOT IN (${ended}) ORDER BY Version DESC LIMIT 1 BY TraceId, SpanId`;
}

/** The listed spans that are not ended roots: running roots, and the earliest span of each trace without any root. */
export function unrootedSpans(context: Context, within: Sql = raw('true')): Sql {
  const columns = columnList(ENTRIES);
  const entries = sql`SELECT ${raw(columns)} FROM ${from(context, ENTRIES)} WHERE Sign = 1 AND ${within} LIMIT 1 BY TraceId, SpanId`;
  const traceIds = sql`SELECT TraceId FROM ${from(context, ENTRIES)} WHERE ${within} UNION ALL SELECT TraceId FROM ${from(context, RUNNING)} WHERE ${within}`;
  const rooted = sql`SELECT TraceId FROM ${from(context, ROOTS)} WHERE TraceId IN (${traceIds})`;
  return sql`
    SELECT ${raw(columns)} FROM (
      SELECT ${raw(columns)},
        max(ParentSpanId = '') OVER (PARTITION BY TraceId) AS HasRoot,
        row_number() OVER (PARTITION BY TraceId ORDER BY StartedAt, SpanId) AS Place
      FROM (SELECT * FROM (${entries}) UNION ALL SELECT * FROM (${runningSpans(context, columns, within)}))
    )
    WHERE ParentSpanId = '' OR (HasRoot = 0 AND Place = 1 AND TraceId NOT IN (${rooted}))`;
}

/** The keys of all spans with an error. */
export function failedSpans(context: Context, within: Sql = raw('true')): Sql {
  return sql`SELECT TraceId, SpanId FROM ${from(context, ERRORS)} WHERE ${within} UNION ALL SELECT TraceId, SpanId FROM (${runningSpans(context, 'TraceId, SpanId, Error', within)}) WHERE Error != ''`;
}
