import type { SpanKey } from '@mastra/core/storage';
import { and, join, raw, type Sql, sql } from '../../engine/sql.ts';
import { ERRORS, ROOTS, RUNNING, SUMMARY, TABLES, UNROOTED } from './columns.ts';
import { type Context, from } from './context.ts';
import type { Listed } from './last-listed.ts';
import { spanPairs } from './span-keys.ts';

type UnrootedKey = SpanKey & { readonly isRunning: number };

/** So many keys are bound to the next query; more stay in the server. */
const MAX_KEYS = 1000;
/** Beyond so many traces that have to be looked at one by one, all of them are. */
const MAX_SUSPECTS = 5000;

/** The spans that run: starts without an end, the latest copy of each. */
export function runningSpans(context: Context, columns: string, within: Sql = raw('true')): Sql {
  const running = from(context, RUNNING);
  const ended = sql`SELECT TraceId, SpanId FROM ${from(context, TABLES.tracing)} WHERE TraceId IN (SELECT TraceId FROM ${running} WHERE ${within})`;
  return sql`SELECT ${raw(columns)} FROM ${running} WHERE Sign = 1 AND ${within} AND (TraceId, SpanId) NOT IN (${ended}) ORDER BY Version DESC LIMIT 1 BY TraceId, SpanId`;
}

/**
 * Reads what is listed. Where the last two looks have found the same, that is expected again, and the read does not wait
 * for the look: only if the look finds something else, it is done once more.
 */
export async function readListed<T>(
  context: Context,
  read: (listed: Listed) => Promise<T>,
): Promise<{ readonly listed: Listed; readonly answer: T }> {
  const { lastListed } = context;
  const { listed: expected, isSteady } = lastListed;
  const early = expected !== null && isSteady ? read(expected) : null;
  const [listed, answer] = await Promise.all([lookUpListed(context), early]);
  const isSame = listed.signature === expected?.signature;
  lastListed.listed = listed;
  lastListed.isSteady = isSame || expected === null;
  return { listed, answer: answer !== null && isSame ? answer : await read(listed) };
}

/**
 * Looks what there is beside ended roots. Mostly that is nothing or little, and then the lists are read from the table
 * of roots alone, or with the few other spans by their keys: a query plan for all that might be costs more time than the
 * reading. Where many traces have no root, because they begin in another system, most have one unrooted span, which is
 * listed then without more ado.
 */
async function lookUpListed(context: Context): Promise<Listed> {
  const [found] = await context.db.rows(
    sql`SELECT (SELECT count() FROM ${from(context, UNROOTED)} WHERE Sign = 1) AS unrooted, (SELECT count() FROM ${from(context, RUNNING)} WHERE Sign = 1) AS running`,
  );
  const [unrooted, running] = [found?.unrooted as number, found?.running as number];
  const hasRunning = running > 0;
  const failed = (within: Sql = raw('true')) => failedSpans(context, hasRunning, within);
  const roots = from(context, ROOTS);
  if (unrooted === 0 && !hasRunning) return { parts: [roots], failed, hasRunning, signature: '' };
  const suspects = unrooted > MAX_KEYS ? await suspectTraces(context, hasRunning) : null;
  const within = suspects === null ? raw('true') : ofSuspects(suspects);
  const clear = suspects === null ? [] : [clearPart(context, within)];
  const keys = unrootedKeys(context, unrooted > 0, hasRunning, within);
  const few = (await context.db.rows(
    sql`SELECT TraceId AS traceId, SpanId AS spanId, IsRunning AS isRunning FROM (${keys}) ORDER BY TraceId, SpanId LIMIT ${raw(String(MAX_KEYS + 1))}`,
  )) as unknown as readonly UnrootedKey[];
  const others = few.length > MAX_KEYS ? allOthers(context, keys) : fewOthers(context, few);
  const signature = JSON.stringify([unrooted, running, suspects, few]);
  return { parts: [roots, ...clear, ...others], failed, hasRunning, signature };
}

/**
 * The keys of the traces with more than one unrooted row, with a root or with a span that runs: which of their spans is
 * listed has to be found out. `null` where there are too many of them.
 */
async function suspectTraces(context: Context, hasRunning: boolean): Promise<readonly string[] | null> {
  const unrooted = from(context, UNROOTED);
  const queries = [
    sql`SELECT TraceKey FROM ${unrooted} GROUP BY TraceKey HAVING count() > 1`,
    sql`SELECT TraceKey FROM ${from(context, ROOTS)} WHERE TraceKey IN (SELECT TraceKey FROM ${unrooted})`,
    ...(hasRunning ? [sql`SELECT sipHash64(TraceId) AS TraceKey FROM ${from(context, RUNNING)}`] : []),
  ];
  const rows = await context.db.rows(
    sql`SELECT DISTINCT toString(TraceKey) AS traceKey FROM (${join(queries, ' UNION ALL ')}) ORDER BY traceKey LIMIT ${raw(String(MAX_SUSPECTS + 1))}`,
  );
  return rows.length > MAX_SUSPECTS ? null : rows.map(row => row.traceKey as string);
}

function ofSuspects(suspects: readonly string[]): Sql {
  if (suspects.length === 0) return raw('false');
  return sql`TraceKey IN (SELECT toUInt64(arrayJoin(${suspects})))`;
}

/** The keys of running roots, and of the earliest span of each trace without any root. */
function unrootedKeys(context: Context, hasUnrooted: boolean, hasRunning: boolean, within: Sql): Sql {
  const columns = 'TraceId, SpanId, StartedAt, ParentSpanId';
  const sources: Sql[] = [];
  const traceIds: Sql[] = [];
  if (hasUnrooted) {
    const unrooted = sql`${from(context, UNROOTED)} WHERE Sign = 1 AND ${within}`;
    sources.push(sql`SELECT ${raw(columns)}, 0 AS IsRunning FROM ${unrooted} LIMIT 1 BY TraceId, SpanId`);
    traceIds.push(sql`SELECT TraceId FROM ${unrooted}`);
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

function fewOthers(context: Context, keys: readonly UnrootedKey[]): readonly Sql[] {
  const unrooted = keys.filter(key => key.isRunning === 0);
  const running = keys.filter(key => key.isRunning === 1);
  return [
    ...(unrooted.length === 0 ? [] : [unrootedPart(context, spanPairs(unrooted))]),
    ...(running.length === 0 ? [] : [runningPart(context, spanPairs(running))]),
  ];
}

function allOthers(context: Context, keys: Sql): readonly Sql[] {
  const pairs = (isRunning: 0 | 1) =>
    sql`SELECT TraceId, SpanId FROM (${keys}) WHERE IsRunning = ${raw(String(isRunning))}`;
  return [unrootedPart(context, pairs(0)), runningPart(context, pairs(1))];
}

const columns = raw([...ROOTS.columns.map(({ name }) => name), SUMMARY].join(', '));
const traceKey = raw('sipHash64(TraceId) AS TraceKey');

/** The only unrooted span of each trace that is no suspect. */
function clearPart(context: Context, suspect: Sql): Sql {
  return sql`(SELECT ${columns}, TraceKey FROM ${from(context, UNROOTED)} WHERE ${and([raw('Sign = 1'), sql`NOT (${suspect})`])})`;
}

function unrootedPart(context: Context, keys: Sql): Sql {
  return sql`(SELECT ${columns}, TraceKey FROM ${from(context, UNROOTED)} WHERE Sign = 1 AND (TraceId, SpanId) IN (${keys}) LIMIT 1 BY TraceId, SpanId)`;
}

function runningPart(context: Context, keys: Sql): Sql {
  return sql`(SELECT ${columns}, ${traceKey} FROM ${from(context, RUNNING)} WHERE Sign = 1 AND (TraceId, SpanId) IN (${keys}) ORDER BY Version DESC LIMIT 1 BY TraceId, SpanId)`;
}

function failedSpans(context: Context, hasRunning: boolean, within: Sql): Sql {
  const ended = sql`SELECT TraceId, SpanId FROM ${from(context, ERRORS)} WHERE ${within}`;
  if (!hasRunning) return ended;
  return sql`${ended} UNION ALL SELECT TraceId, SpanId FROM (${runningSpans(context, 'TraceId, SpanId, Error', within)}) WHERE Error != ''`;
}
