import {
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
import { failedSpans, runningSpans } from './listed.ts';
import { listRows } from './lists.ts';
import { listedSpans } from './traces.ts';

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

/** Groups the listed spans into sessions, then sums up the sessions of the page alone. */
export async function listSessions(
  context: Context,
  args?: ListSessionsArgs,
): Promise<ListResult<'sessions', SessionSummary>> {
  const plan = planSessions(args);
  const facts = { textSearch: context.textSearch, lostBefore: context.lostBefore(), errors: failedSpans(context) };
  const found = sql`SessionId != '' AND ${where(plan.conditions, facts)}`;
  const traces = (within: Sql) =>
    join(
      listedSpans(context).map(
        part => sql`SELECT SessionId, TraceId, StartedAt FROM ${part} WHERE ${found} AND ${within}`,
      ),
      ' UNION ALL ',
    );
  const from = sql`(SELECT SessionId, uniqExact(TraceId) AS TraceCount, min(StartedAt) AS FirstAt, max(StartedAt) AS LastAt FROM (${traces(raw('true'))}) GROUP BY SessionId)`;
  const source = {
    select,
    columns: 'SessionId, TraceCount, FirstAt, LastAt',
    parts: [from],
    where: raw('true'),
    column: (field: string) => columns[field]!,
  };
  const page = await listRows(context.db, 'sessions', source, plan, row => row);
  const ids = page.sessions.map(session => session.sessionId as string);
  const sums = await sumUp(
    context,
    ids,
    sql`SELECT DISTINCT SessionId, TraceId FROM (${traces(sql`SessionId IN ${ids}`)})`,
  );
  return { ...page, sessions: page.sessions.map(session => summary(session, sums)) };
}

function summary(row: EngineRow, sums: ReadonlyMap<string, Counts>): SessionSummary {
  const sessionId = row.sessionId as string;
  return {
    sessionId,
    traceCount: row.traceCount as number,
    firstAt: new Date(row.firstAt as number),
    lastAt: new Date(row.lastAt as number),
    ...(sums.get(sessionId) as Counts),
  };
}

/** What is linked to the traces of these sessions, by session. A trace may belong to several. */
async function sumUp(
  context: Context,
  sessionIds: readonly string[],
  traces: Sql,
): Promise<ReadonlyMap<string, Counts>> {
  if (sessionIds.length === 0) return new Map();
  const [usage, costs, errors, scores] = await Promise.all([
    linked(context, traces, usageOf(context), 'sum(Input) AS input, sum(Output) AS output'),
    linked(
      context,
      traces,
      sql`SELECT TraceId, Value FROM ${from(context, TABLES.metric)} WHERE Name = ${SESSION_COST_METRIC} AND TraceId IN (SELECT TraceId FROM traces)`,
      'sum(Value) AS cost',
    ),
    linked(
      context,
      traces,
      failedSpans(context, raw('TraceId IN (SELECT TraceId FROM traces)')),
      'uniqExact(TraceId) AS errors',
    ),
    linked(
      context,
      traces,
      sql`SELECT TraceId FROM ${from(context, TABLES.score)} WHERE TraceId IN (SELECT TraceId FROM traces)`,
      'count() AS scores',
    ),
  ]);
  return new Map(
    sessionIds.map(id => [
      id,
      {
        inputTokens: (usage.get(id)?.input as number | undefined) ?? 0,
        outputTokens: (usage.get(id)?.output as number | undefined) ?? 0,
        costUsd: (costs.get(id)?.cost as number | undefined) ?? null,
        errorCount: (errors.get(id)?.errors as number | undefined) ?? 0,
        scoreCount: (scores.get(id)?.scores as number | undefined) ?? 0,
      },
    ]),
  );
}

function usageOf(context: Context): Sql {
  const within = raw('TraceId IN (SELECT TraceId FROM traces)');
  const running = runningSpans(context, 'TraceId, InputTokens, OutputTokens', within);
  return sql`SELECT TraceId, InputTokens AS Input, OutputTokens AS Output FROM ${from(context, TABLES.tracing)} WHERE ${within} UNION ALL SELECT TraceId, InputTokens, OutputTokens FROM (${running})`;
}

async function linked(context: Context, traces: Sql, rows: Sql, sums: string): Promise<ReadonlyMap<string, EngineRow>> {
  const found = await context.db.rows(
    sql`WITH traces AS (${traces}) SELECT SessionId AS sessionId, ${raw(sums)} FROM traces INNER JOIN (${rows}) AS linked USING (TraceId) GROUP BY SessionId`,
  );
  return new Map(found.map(row => [row.sessionId as string, row]));
}
