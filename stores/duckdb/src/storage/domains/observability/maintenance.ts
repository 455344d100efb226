import type { Signal } from '@mastra/core/observability';
import {
  type DeleteTracesArgs,
  deleteTracesArgsSchema,
  type PruneArgs,
  type PruneResult,
  type PruneStep,
  parseArgs,
  planPrune,
  type StorageStats,
} from '@mastra/core/storage';
import type { Session } from '../../engine/session.ts';
import { exactText, join, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { TABLES, TRACES } from './columns.ts';
import type { Context } from './context.ts';
import { rebuildTraces } from './rebuild.ts';
import { isNotAnothersSql, isOwnSql } from './tenant.ts';

export async function deleteTraces({ db }: Context, args: DeleteTracesArgs): Promise<void> {
  const { traceIds, ...scope } = parseArgs(deleteTracesArgsSchema, 'batchDeleteTraces', args);
  if (traceIds.length === 0) return;
  const own = isOwnSql(scope);
  const notAnothers = isNotAnothersSql(scope);
  await db.write(session =>
    session.transaction(async () => {
      const given = sql`(SELECT DISTINCT unnest(${traceIds}) AS trace_id)`;
      const found = await session.rows(
        sql`SELECT ${raw(exactText('s.trace_id'))} AS "traceId" FROM ${given} given JOIN mastra_ai_spans s ON s.trace_id = given.trace_id GROUP BY s.trace_id HAVING bool_or(${own}) AND bool_and(${notAnothers})`,
      );
      const alone = found.map(row => row.traceId as string);
      for (const table of Object.values(TABLES)) {
        await session.run(
          sql`DELETE FROM ${raw(table.name)} WHERE list_contains(${traceIds}, trace_id) AND (${own} OR (list_contains(${alone}, trace_id) AND ${notAnothers}))`,
        );
      }
      await rebuildTraces(session, traceIds);
    }),
  );
}

export async function prune(context: Context, args?: PruneArgs): Promise<PruneResult> {
  const { steps, dryRun } = planPrune(args, context.retention, context.now());
  const results: { signal: Signal; rows: number }[] = [];
  for (const step of steps) results.push({ signal: step.signal, rows: await pruneSignal(context, step, dryRun) });
  if (results.some(({ rows }) => rows > 0) && !dryRun) await context.db.checkpoint();
  return { results };
}

function pruneSignal({ db }: Context, { signal, before }: PruneStep, dryRun: boolean): Promise<number> {
  const { name, time } = TABLES[signal];
  const old = sql`${raw(time)} < ${moment(Math.ceil(before))}`;
  if (dryRun) return db.read(session => count(session, sql`${raw(name)} WHERE ${old}`));
  return db.write(session =>
    session.transaction(async () => {
      const broken = signal === 'tracing' ? await brokenTraces(session, old) : [];
      const rows = await session.run(sql`DELETE FROM ${raw(name)} WHERE ${old}`);
      if (rows > 0 && signal === 'tracing') {
        await session.run(sql`DELETE FROM ${raw(TRACES.name)} WHERE ${old}`);
        await rebuildTraces(session, broken);
      }
      return rows;
    }),
  );
}

/** Traces of which some spans go and others stay. */
async function brokenTraces(session: Session, old: Sql): Promise<readonly string[]> {
  const rows = await session.rows(
    sql`SELECT DISTINCT ${raw(exactText('s.trace_id'))} AS "traceId" FROM (SELECT DISTINCT trace_id FROM mastra_ai_spans WHERE ${old}) gone JOIN mastra_ai_spans s ON s.trace_id = gone.trace_id WHERE NOT (${old})`,
  );
  return rows.map(row => row.traceId as string);
}

async function count(session: Session, from: Sql): Promise<number> {
  const [row] = await session.rows(sql`SELECT count(*)::DOUBLE AS total FROM ${from}`);
  return row?.total as number;
}

export async function stats({ db }: Context): Promise<StorageStats> {
  const signals = Object.values(TABLES);
  const counts = signals.map(({ name, signal }) => sql`(SELECT count(*) FROM ${raw(name)})::DOUBLE AS ${raw(signal)}`);
  const [row] = await db.read(session => session.rows(sql`SELECT ${join(counts, ', ')}`));
  return { rows: row as unknown as StorageStats['rows'], bytes: await db.bytes() };
}

export function clear({ db }: Context): Promise<void> {
  return db.write(session =>
    session.transaction(async () => {
      for (const { name } of [...Object.values(TABLES), TRACES]) await session.run(raw(`DELETE FROM ${name}`));
    }),
  );
}
