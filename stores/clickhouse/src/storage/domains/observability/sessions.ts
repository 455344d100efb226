import {
  type ListPlan,
  type ListResult,
  type ListSessionsArgs,
  planSessions,
  SESSION_COST_METRIC,
  type SessionSummary,
} from '@mastra/core/storage';
import type { EngineRow } from '../../engine/database.ts';
import { join, raw, type Sql, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { where } from './filters.ts';
import type { Listed } from './last-listed.ts';
import { readListed, runningSpans } from './listed.ts';
import { listRows } from './lists.ts';
import { queryChunks } from './write.ts';

const columns: Readonly<Record<string, string>> = {
  sessionId: 'SessionId',
  firstAt: 'FirstAt',
  lastAt: 'LastAt',
  traceCount: 'TraceCount',
};

const select = raw(
  'SessionId AS sessionId, TraceCount AS traceCount, toUnixTimestamp64Milli(FirstAt) AS firstAt, toUnixTimestamp64Milli(LastAt) AS lastAt',
);

type Counts = Pick<SessionSummary, 'inputTokens' | 'outputTokens' | 'costUsd' | 'errorCount' | 'scoreCount'>;

const nothing: Counts = { inputTokens: 0, outputTokens: 0, costUsd: null, errorCount: 0, scoreCount: 0 };

/** Groups the listed spans into sessions, then sums up the sessions of the page alone. */
export async function listSessions(
  context: Context,
  args?: ListSessionsArgs,
): Promise<ListResult<'sessions', SessionSummary>> {
  const plan = planSessions(args);
  const lostBefore = context.lostBefore();
  const { listed, answer: page } = await readListed(context, found => {
    const sessions = sql`(SELECT SessionId, uniqExact(TraceKey) AS TraceCount, min(StartedAt) AS FirstAt, max(StartedAt) AS LastAt FROM (${tracesOf(context, found, plan, lostBefore, raw('true'))}) GROUP BY SessionId)`;
    const source = {
      select,
      columns: 'SessionId, TraceCount, FirstAt, LastAt',
      parts: [sessions],
      where: raw('true'),
      column: (field: string) => columns[field]!,
      isCountedAlong: true,
    };
    return listRows(context.db, 'sessions', source, plan, row => row);
  });
  const ids = page.sessions.map(session => session.sessionId as string);
  if (ids.length === 0) return { ...page, sessions: [] };
  const pairs = await context.db.rows(
    sql`SELECT DISTINCT SessionId AS sessionId, TraceId AS traceId FROM (${tracesOf(context, listed, plan, lostBefore, sql`SessionId IN ${ids}`)})`,
  );
  const sums = sumBySession(pairs, await linkedToTraces(context, listed, [...new Set(pairs.map(traceIdOf))]));
  return { ...page, sessions: page.sessions.map(session => summary(session, sums)) };
}

/** The listed spans of sessions that meet the conditions. */
function tracesOf(
  { textSearch }: Context,
  { parts, failed }: Listed,
  { conditions }: ListPlan,
  lostBefore: number | null,
  within: Sql,
): Sql {
  const found = sql`SessionId != '' AND ${where(conditions, { textSearch, lostBefore, errors: failed() })}`;
  return join(
    parts.map(part => sql`SELECT SessionId, TraceId, TraceKey, StartedAt FROM ${part} WHERE ${found} AND ${within}`),
    ' UNION ALL ',
  );
}

function summary(row: EngineRow, sums: ReadonlyMap<string, Counts>): SessionSummary {
  const sessionId = row.sessionId as string;
  return {
    sessionId,
    traceCount: row.traceCount as number,
    firstAt: new Date(row.firstAt as number),
    lastAt: new Date(row.lastAt as number),
    ...(sums.get(sessionId) ?? nothing),
  };
}

const traceIdOf = (row: EngineRow) => row.traceId as string;

/** A trace may belong to several sessions, by several roots. */
function sumBySession(pairs: readonly EngineRow[], linked: ReadonlyMap<string, Counts>): ReadonlyMap<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const pair of pairs) {
    const sessionId = pair.sessionId as string;
    const counts = linked.get(traceIdOf(pair)) ?? nothing;
    sums.set(sessionId, added(sums.get(sessionId) ?? nothing, counts));
  }
  return sums;
}

function added(a: Counts, b: Counts): Counts {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd === null || b.costUsd === null ? (a.costUsd ?? b.costUsd) : a.costUsd + b.costUsd,
    errorCount: a.errorCount + b.errorCount,
    scoreCount: a.scoreCount + b.scoreCount,
  };
}

/** What is linked to these traces, by trace. */
async function linkedToTraces(
  context: Context,
  listed: Listed,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, Counts>> {
  const linked = new Map<string, Counts>();
  for (const some of queryChunks(traceIds, id => id)) {
    const within = sql`TraceId IN ${some}`;
    const queries = linkedQueries(context, listed, within).map(query => context.db.rows(query));
    for (const { traceId, ...counts } of (await Promise.all(queries)).flat()) {
      linked.set(traceId as string, added(linked.get(traceId as string) ?? nothing, { ...nothing, ...counts }));
    }
  }
  return linked;
}

function linkedQueries(context: Context, { failed, hasRunning }: Listed, within: Sql): readonly Sql[] {
  const tokens = 'TraceId, InputTokens, OutputTokens';
  const ended = sql`SELECT ${raw(tokens)} FROM ${from(context, TABLES.tracing)} WHERE ${within}`;
  const spans = hasRunning
    ? sql`${ended} UNION ALL SELECT ${raw(tokens)} FROM (${runningSpans(context, tokens, within)})`
    : ended;
  const of = raw('TraceId AS traceId');
  return [
    sql`SELECT ${of}, sum(InputTokens) AS inputTokens, sum(OutputTokens) AS outputTokens FROM (${spans}) GROUP BY TraceId`,
    sql`SELECT DISTINCT ${of}, 1 AS errorCount FROM (${failed(within)})`,
    sql`SELECT ${of}, sum(Value) AS costUsd FROM ${from(context, TABLES.metric)} WHERE Name = ${SESSION_COST_METRIC} AND ${within} GROUP BY TraceId`,
    sql`SELECT ${of}, count() AS scoreCount FROM ${from(context, TABLES.score)} WHERE ${within} GROUP BY TraceId`,
  ];
}
