import type { SpanKey } from '@mastra/core/storage';
import { join, raw, type Sql, sql } from '../../engine/sql.ts';
import { columnList, ENTRIES, ERRORS, ROOTS, RUNNING, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { spanPairs } from './span-keys.ts';

/** What one read of lists knows of the spans that are no ended roots. */
export interface Listed {
  /** The listed spans, in parts: ended roots, and what else there is. */
  readonly parts: readonly Sql[];
  /** The keys of all spans with an error, as a query of `TraceId` and `SpanId`. */
  readonly failed: (within?: Sql) => Sql;
  readonly hasRunning: boolean;
  /** Whether there is nothing beside ended roots. */
  readonly isRootsAlone: boolean;
}

type UnrootedKey = SpanKey & { readonly isRunning: number };

/** So many keys are handed to the next query; more stay with the server. */
const MAX_KEYS = 1000;

/** The spans that run: starts without an end, the latest copy of each. */
export function runningSpans(context: Context, columns: string, within: Sql = raw('true')): Sql {
  const running = from(context, RUNNING);
  const ended = sql`SELECT TraceId, SpanId FROM ${from(context, TABLES.tracing)} WHERE TraceId IN (SELECT TraceId FROM ${running} WHERE ${within})`;
  return sql`SELECT ${raw(columns)} FROM ${running} WHERE Sign = 1 AND ${within} AND (TraceId, SpanId) NOT IN (${ended}) ORDER BY Version DESC LIMIT 1 BY TraceId, SpanId`;
}

/**
 * Reads what is listed. Where the last look has found ended roots alone, that is expected again, and the read does not
 * wait for the look: only if the look finds more, it is done once more.
 */
export async function readListed<T>(
  context: Context,
  read: (listed: Listed) => Promise<T>,
): Promise<{ readonly listed: Listed; readonly answer: T }> {
  const { listedBefore } = context;
  const expected = listedBefore.wasRootsAlone ? read(rootsAlone(context)) : null;
  const [listed, early] = await Promise.all([lookUpListed(context), expected]);
  listedBefore.wasRootsAlone = listed.isRootsAlone;
  return { listed, answer: early !== null && listed.isRootsAlone ? early : await read(listed) };
}

function rootsAlone(context: Context): Listed {
  const failed = (within: Sql = raw('true')) => failedSpans(context, false, within);
  return { parts: [from(context, ROOTS)], failed, hasRunning: false, isRootsAlone: true };
}

/**
 * Looks what there is beside ended roots. Mostly that is nothing or little, and then the lists are read from the
 * table of roots alone, or with the few other spans by their keys: a query plan for all that might be costs more time
 * than the reading.
 */
async function lookUpListed(context: Context): Promise<Listed> {
  const found = await context.db.rows(
    sql`SELECT 'entries' AS name FROM ${from(context, ENTRIES)} WHERE Sign = 1 LIMIT 1 UNION ALL SELECT 'running' AS name FROM ${from(context, RUNNING)} WHERE Sign = 1 LIMIT 1`,
  );
  const hasEntries = found.some(row => row.name === 'entries');
  const hasRunning = found.some(row => row.name === 'running');
  if (!hasEntries && !hasRunning) return rootsAlone(context);
  const failed = (within: Sql = raw('true')) => failedSpans(context, hasRunning, within);
  const keys = unrooted(context, hasEntries, hasRunning);
  const few = (await context.db.rows(
    sql`SELECT TraceId AS traceId, SpanId AS spanId, IsRunning AS isRunning FROM (${keys}) LIMIT ${raw(String(MAX_KEYS + 1))}`,
  )) as unknown as readonly UnrootedKey[];
  const others = few.length > MAX_KEYS ? allOthers(context, keys) : fewOthers(context, few);
  return { parts: [from(context, ROOTS), ...others], failed, hasRunning, isRootsAlone: false };
}

/** The keys of running roots, and of the earliest span of each trace without any root. */
function unrooted(context: Context, hasEntries: boolean, hasRunning: boolean): Sql {
  const columns = 'TraceId, SpanId, StartedAt, ParentSpanId';
  const sources: Sql[] = [];
  const traceIds: Sql[] = [];
  if (hasEntries) {
    sources.push(
      sql`SELECT ${raw(columns)}, 0 AS IsRunning FROM ${from(context, ENTRIES)} WHERE Sign = 1 LIMIT 1 BY TraceId, SpanId`,
    );
    traceIds.push(sql`SELECT TraceId FROM ${from(context, ENTRIES)}`);
  }
  if (hasRunning) {
    sources.push(sql`SELECT ${raw(columns)}, 1 AS IsRunning FROM (${runningSpans(context, columns)})`);
    traceIds.push(sql`SELECT TraceId FROM ${from(context, RUNNING)}`);
  }
  const rooted = sql`SELECT TraceId FROM ${from(context, ROOTS)} WHERE TraceId IN (${join(traceIds, ' UNION ALL ')})`;
  return sql`
    SELECT TraceId, SpanId, IsRunning FROM (
      SELECT ${raw(columns)}, IsRunning,
        max(ParentSpanId = '') OVER (PARTITION BY TraceId) AS HasRoot,
        row_number() OVER (PARTITION BY TraceId ORDER BY StartedAt, SpanId) AS Place
      FROM (${join(
        sources.map(source => sql`SELECT * FROM (${source})`),
        ' UNION ALL ',
      )})
    )
    WHERE ParentSpanId = '' OR (HasRoot = 0 AND Place = 1 AND TraceId NOT IN (${rooted}))`;
}

const columns = raw(columnList(ROOTS));

function fewOthers(context: Context, keys: readonly UnrootedKey[]): readonly Sql[] {
  const entries = keys.filter(key => key.isRunning === 0);
  const running = keys.filter(key => key.isRunning === 1);
  return [
    ...(entries.length === 0 ? [] : [entriesPart(context, spanPairs(entries))]),
    ...(running.length === 0 ? [] : [runningPart(context, spanPairs(running))]),
  ];
}

function allOthers(context: Context, keys: Sql): readonly Sql[] {
  const pairs = (isRunning: 0 | 1) =>
    sql`SELECT TraceId, SpanId FROM (${keys}) WHERE IsRunning = ${raw(String(isRunning))}`;
  return [entriesPart(context, pairs(0)), runningPart(context, pairs(1))];
}

function entriesPart(context: Context, keys: Sql): Sql {
  return sql`(SELECT ${columns} FROM ${from(context, ENTRIES)} WHERE Sign = 1 AND (TraceId, SpanId) IN (${keys}) LIMIT 1 BY TraceId, SpanId)`;
}

function runningPart(context: Context, keys: Sql): Sql {
  return sql`(SELECT ${columns} FROM ${from(context, RUNNING)} WHERE Sign = 1 AND (TraceId, SpanId) IN (${keys}) ORDER BY Version DESC LIMIT 1 BY TraceId, SpanId)`;
}

function failedSpans(context: Context, hasRunning: boolean, within: Sql): Sql {
  const ended = sql`SELECT TraceId, SpanId FROM ${from(context, ERRORS)} WHERE ${within}`;
  if (!hasRunning) return ended;
  return sql`${ended} UNION ALL SELECT TraceId, SpanId FROM (${runningSpans(context, 'TraceId, SpanId, Error', within)}) WHERE Error != ''`;
}
