import type { Signal } from '@mastra/core/observability';
import {
  type Change,
  type ChangesPlan,
  type ChangesResult,
  changesResult,
  type ListChangesArgs,
  planChanges,
} from '@mastra/core/storage';
import type { Session } from '../../engine/session.ts';
import { exactText, join, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';

const STORE = 'duckdb';

/** Rows are numbered as they are written, by one writer, so a greater number is never seen before a smaller one. */
export async function listChanges({ db }: Context, args?: ListChangesArgs): Promise<ChangesResult> {
  const plan = planChanges(STORE, args);
  return db.read(async session => {
    const latest = await numberIn(session, plan.signals, 'max', raw('true'));
    const after = (await startOf(session, plan)) ?? latest ?? 0;
    const found = await session.rows(later(plan, after));
    const changes = found.map(({ number: _, at, traceId, ...row }): Change => {
      const change = { ...(row as { signal: Signal; id: string }), at: new Date(at as number) };
      return traceId === null ? change : { ...change, traceId: traceId as string };
    });
    const last = (found.at(-1)?.number as number | undefined) ?? after;
    return changesResult(STORE, changes, { number: found.length < plan.limit ? Math.max(last, latest ?? 0) : last });
  });
}

async function startOf(session: Session, { since, signals }: ChangesPlan): Promise<number | null> {
  if (since === null) return 0;
  if ('position' in since) return Number(since.position.number ?? 0);
  const first = await numberIn(session, signals, 'min', since.at);
  return first === null ? null : first - 1;
}

/** The greatest or smallest number of the rows that are not older than a moment. */
async function numberIn(
  session: Session,
  signals: readonly Signal[],
  which: 'min' | 'max',
  from: number | Sql,
): Promise<number | null> {
  const numbers = signals.map(signal => {
    const wanted = typeof from === 'number' ? sql`${at(signal)} >= ${moment(from)}` : from;
    return sql`SELECT ${raw(which)}(write_number) AS number FROM ${raw(TABLES[signal].rows)} WHERE ${wanted}`;
  });
  const [row] = await session.rows(
    sql`SELECT ${raw(which)}(number)::DOUBLE AS number FROM (${join(numbers, ' UNION ALL ')})`,
  );
  return (row?.number as number | null) ?? null;
}

/** The record's own time. */
const at = (signal: Signal) => raw(signal === 'tracing' ? 'coalesce(ended_at, started_at)' : 'timestamp');

function later({ signals, conditions, limit }: ChangesPlan, after: number): Sql {
  // Written out, not bound: a constant lets the engine skip all that is older.
  const page = raw(`ORDER BY number LIMIT ${limit}`);
  const parts = signals.map(signal => {
    const { rows, keys } = TABLES[signal];
    const id = raw(exactText(keys.at(-1)!));
    return sql`(SELECT ${signal} AS signal, ${id} AS id, ${raw(exactText('trace_id'))} AS "traceId", epoch_ms(${at(signal)})::DOUBLE AS at, write_number::DOUBLE AS number FROM ${raw(rows)} WHERE write_number > ${raw(String(Math.trunc(after)))} AND ${where(signal, conditions)} ${page})`;
  });
  return sql`SELECT * FROM (${join(parts, ' UNION ALL ')}) ${page}`;
}
