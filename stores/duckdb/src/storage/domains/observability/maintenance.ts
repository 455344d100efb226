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
import { exactText, join, moment, raw, type Sql, sql, unnested } from '../../engine/sql.ts';
import { CONTEXTS, SERIES, TABLES, TRACES } from './columns.ts';
import type { Context } from './context.ts';
import type { Definitions } from './definitions.ts';
import { rebuildTraces } from './rebuild.ts';
import { isNotAnothersSql, isOwnSql } from './tenant.ts';

export async function deleteTraces({ db, definitions }: Context, args: DeleteTracesArgs): Promise<void> {
  const { traceIds, ...scope } = parseArgs(deleteTracesArgsSchema, 'batchDeleteTraces', args);
  if (traceIds.length === 0) return;
  const own = isOwnSql(scope);
  const notAnothers = isNotAnothersSql(scope);
  await db.write(session =>
    session.transaction(async () => {
      const given = sql`(SELECT DISTINCT ${unnested(traceIds)} AS trace_id)`;
      const found = await session.rows(
        sql`SELECT ${raw(exactText('s.trace_id'))} AS "traceId" FROM ${given} given JOIN mastra_ai_span_rows s ON s.trace_id = given.trace_id GROUP BY s.trace_id HAVING bool_or(${own}) AND bool_and(${notAnothers})`,
      );
      const alone = found.map(row => row.traceId as string);
      for (const table of Object.values(TABLES)) {
        await session.run(
          sql`DELETE FROM ${raw(table.rows)} WHERE list_contains(${traceIds}, trace_id) AND (${own} OR (list_contains(${alone}, trace_id) AND ${notAnothers}))`,
        );
      }
      await rebuildTraces(session, traceIds);
      await dropUnused(session, definitions);
    }),
  );
}

export async function prune(context: Context, args?: PruneArgs): Promise<PruneResult> {
  const { steps, dryRun } = planPrune(args, context.retention, context.now());
  const results: { signal: Signal; rows: number }[] = [];
  for (const step of steps) results.push({ signal: step.signal, rows: await pruneSignal(context, step, dryRun) });
  if (results.some(({ rows }) => rows > 0) && !dryRun) {
    await context.db.write(session => session.transaction(() => dropUnused(session, context.definitions)));
    await context.db.checkpoint();
  }
  return { results };
}

function pruneSignal({ db }: Context, { signal, before }: PruneStep, dryRun: boolean): Promise<number> {
  const { rows: name, time } = TABLES[signal];
  const old = sql`${raw(time)} < ${moment(Math.ceil(before))}`;
  if (dryRun) return db.read(session => count(session, sql`${raw(name)} WHERE ${old}`));
  return db.write(session =>
    session.transaction(async () => {
      const broken = signal === 'tracing' ? await brokenTraces(session, old) : [];
      const rows = await session.run(sql`DELETE FROM ${raw(name)} WHERE ${old}`);
      if (rows > 0 && signal === 'tracing') {
        await session.run(sql`DELETE FROM ${raw(TRACES.rows)} WHERE ${old}`);
        await rebuildTraces(session, broken);
      }
      return rows;
    }),
  );
}

/** Deletes the contexts and series that no row refers to any more: they hold what users are called. */
async function dropUnused(session: Session, definitions: Definitions): Promise<void> {
  definitions.forget();
  const used = [...Object.values(TABLES), TRACES].map(({ rows }) => `SELECT context FROM ${rows}`).join(' UNION ALL ');
  await session.run(
    raw(`DELETE FROM ${CONTEXTS} c WHERE NOT EXISTS (SELECT 1 FROM (${used}) used WHERE used.context = c.id)`),
  );
  await session.run(
    raw(`DELETE FROM ${SERIES} s WHERE NOT EXISTS (SELECT 1 FROM ${TABLES.metric.rows} m WHERE m.series = s.id)`),
  );
}

/** Traces of which some spans go and others stay. */
async function brokenTraces(session: Session, old: Sql): Promise<readonly string[]> {
  const rows = await session.rows(
    sql`SELECT DISTINCT ${raw(exactText('s.trace_id'))} AS "traceId" FROM (SELECT DISTINCT trace_id FROM mastra_ai_span_rows WHERE ${old}) gone JOIN mastra_ai_span_rows s ON s.trace_id = gone.trace_id WHERE NOT (${old})`,
  );
  return rows.map(row => row.traceId as string);
}

async function count(session: Session, from: Sql): Promise<number> {
  const [row] = await session.rows(sql`SELECT count(*)::DOUBLE AS total FROM ${from}`);
  return row?.total as number;
}

export async function stats({ db }: Context): Promise<StorageStats> {
  const signals = Object.values(TABLES);
  const counts = signals.map(({ rows, signal }) => sql`(SELECT count(*) FROM ${raw(rows)})::DOUBLE AS ${raw(signal)}`);
  const [row] = await db.read(session => session.rows(sql`SELECT ${join(counts, ', ')}`));
  return { rows: row as unknown as StorageStats['rows'], bytes: await db.bytes() };
}

export function clear({ db, definitions }: Context): Promise<void> {
  return db.write(session =>
    session.transaction(async () => {
      definitions.forget();
      const tables = [...[...Object.values(TABLES), TRACES].map(({ rows }) => rows), CONTEXTS, SERIES];
      for (const table of tables) await session.run(raw(`DELETE FROM ${table}`));
    }),
  );
}
