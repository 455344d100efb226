import {
  type ListResult,
  type ListSessionsArgs,
  planSessions,
  SESSION_COST_METRIC,
  SESSION_USAGE_SPAN_TYPE,
  type SessionSummary,
} from '@mastra/core/storage';
import type { EngineRow } from '../../engine/session.ts';
import { exactText, raw, type Sql, sql } from '../../engine/sql.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { listRows } from './lists.ts';

const columns: Readonly<Record<string, string>> = {
  sessionId: 'session_id',
  firstAt: 'first_at',
  lastAt: 'last_at',
  traceCount: 'trace_count',
};

const select = raw(
  `${exactText('session_id')} AS "sessionId", trace_count::DOUBLE AS "traceCount", epoch_ms(first_at)::DOUBLE AS "firstAt", epoch_ms(last_at)::DOUBLE AS "lastAt"`,
);

type Counts = Pick<SessionSummary, 'inputTokens' | 'outputTokens' | 'costUsd' | 'errorCount' | 'scoreCount'>;

const nothing: Counts = { inputTokens: 0, outputTokens: 0, costUsd: null, errorCount: 0, scoreCount: 0 };

/** Groups the listed spans into sessions, then sums up the sessions of the page alone. */
export async function listSessions(
  context: Context,
  args?: ListSessionsArgs,
): Promise<ListResult<'sessions', SessionSummary>> {
  const plan = planSessions(args);
  const found = where('tracing', plan.conditions, context.lostBefore());
  const from = sql`(SELECT session_id, count(DISTINCT trace_id) AS trace_count, min(started_at) AS first_at, max(started_at) AS last_at FROM mastra_ai_trace_rows JOIN (SELECT id AS number, session_id FROM mastra_ai_contexts WHERE session_id IS NOT NULL) ON number = context WHERE ${found} GROUP BY session_id)`;
  const source = { select, from, where: raw('true'), column: (field: string) => columns[field]! };
  const page = await listRows(
    context,
    'sessions',
    source,
    plan,
    row => row,
    row => row,
  );
  const ids = page.sessions.map(session => session.sessionId as string);
  const sums = await sumUp(context, ids, found);
  return { ...page, sessions: page.sessions.map(session => summary(session, sums)) };
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

/** The number at a path of the usage, 0 where there is none. */
function tokens(name: string): string {
  const path = `'$.usage.${name}'`;
  return `CASE WHEN json_type(s.attributes, ${path}) IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE') THEN json_extract(s.attributes, ${path})::DOUBLE ELSE 0 END`;
}

async function sumUp({ db }: Context, sessionIds: readonly string[], found: Sql): Promise<ReadonlyMap<string, Counts>> {
  if (sessionIds.length === 0) return new Map();
  const rows = await db.read(session =>
    session.rows(sql`
      WITH listed AS MATERIALIZED (
        SELECT DISTINCT session_id, trace_id FROM mastra_ai_trace_rows JOIN (SELECT id AS number, session_id FROM mastra_ai_contexts WHERE list_contains(${sessionIds}, session_id)) ON number = context WHERE ${found}
      ),
      spans AS (
        SELECT l.session_id,
          sum(CASE WHEN s.type = '${raw(SESSION_USAGE_SPAN_TYPE)}' THEN ${raw(tokens('inputTokens'))} ELSE 0 END) AS input_tokens,
          sum(CASE WHEN s.type = '${raw(SESSION_USAGE_SPAN_TYPE)}' THEN ${raw(tokens('outputTokens'))} ELSE 0 END) AS output_tokens,
          count(DISTINCT CASE WHEN s.status = 'error' THEN s.trace_id END) AS errors
        FROM listed l JOIN mastra_ai_span_rows s ON s.trace_id = l.trace_id GROUP BY l.session_id
      ),
      costs AS (
        SELECT l.session_id, sum(m.value) AS cost
        FROM listed l JOIN mastra_ai_metric_rows m ON m.trace_id = l.trace_id WHERE m.series IN (SELECT id FROM mastra_ai_series WHERE name = '${raw(SESSION_COST_METRIC)}') GROUP BY l.session_id
      ),
      scores AS (
        SELECT l.session_id, count(*) AS scores
        FROM listed l JOIN mastra_ai_score_rows c ON c.trace_id = l.trace_id GROUP BY l.session_id
      )
      SELECT ${raw(exactText('session_id'))} AS "sessionId", input_tokens AS "inputTokens", output_tokens AS "outputTokens",
        cost AS "costUsd", errors::DOUBLE AS "errorCount", coalesce(scores, 0)::DOUBLE AS "scoreCount"
      FROM spans LEFT JOIN costs USING (session_id) LEFT JOIN scores USING (session_id)`),
  );
  return new Map(rows.map(({ sessionId, ...counts }) => [sessionId as string, counts as unknown as Counts]));
}
