import { SIGNALS, type Signal } from '@mastra/core/observability';
import {
  type DeleteTracesArgs,
  deleteTracesArgsSchema,
  type PruneArgs,
  type PruneResult,
  type PruneStep,
  parseArgs,
  planPrune,
  type SpanKey,
  type StorageStats,
} from '@mastra/core/storage';
import { join, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { ALL_TABLES, ERRORS, ROOTS, RUNNING, TABLES, type Table, UNROOTED } from './columns.ts';
import { type Context, from, own } from './context.ts';
import { runningSpans } from './listed.ts';
import { localName, onCluster } from './schema.ts';
import { spanPairs } from './span-keys.ts';
import { refillUnrooted } from './span-writes.ts';
import { isNotAnothersSql, isOwnSql } from './tenant.ts';
import { commandChunks, spanCommandChunks } from './write.ts';

/** The tables of spans that say whose they are. That of errors does not, and follows the others. */
const SPAN_TABLES = [TABLES.tracing, ROOTS, UNROOTED, RUNNING];

/** Deletes the rows where they are, and resolves when they are gone. */
export async function deleteRows(context: Context, table: Table, where: Sql): Promise<void> {
  const { schema, db, writers } = context;
  const name = raw(localName(schema, table.name));
  await db.command(sql`DELETE FROM ${name}${raw(onCluster(schema))} WHERE ${where}`);
  writers.deleted(table.signal);
}

export async function deleteTraces(context: Context, args: DeleteTracesArgs): Promise<void> {
  const { traceIds, ...scope } = parseArgs(deleteTracesArgsSchema, 'batchDeleteTraces', args);
  for (const some of commandChunks([...new Set(traceIds)])) await deleteSomeTraces(context, some, scope);
}

async function deleteSomeTraces(
  context: Context,
  traceIds: readonly string[],
  scope: { readonly organizationId?: string | undefined; readonly resourceId?: string | undefined },
): Promise<void> {
  const given = sql`TraceId IN ${traceIds}`;
  const ownRows = isOwnSql(scope);
  const notAnothers = isNotAnothersSql(scope);
  const belongs = 'TraceId, OrganizationId, ResourceId';
  const spans = sql`SELECT ${raw(belongs)} FROM ${from(context, TABLES.tracing)} WHERE ${given} UNION ALL SELECT ${raw(belongs)} FROM (${runningSpans(context, belongs, given)})`;
  const found = await context.db.rows(
    sql`SELECT TraceId AS traceId FROM (${spans}) GROUP BY TraceId HAVING max(${ownRows}) AND min(${notAnothers})`,
  );
  const alone = found.map(row => row.traceId as string);
  const goes = sql`${given} AND (${ownRows} OR (TraceId IN ${alone} AND ${notAnothers}))`;
  const failed = await context.db.rows(
    sql`SELECT TraceId AS traceId, SpanId AS spanId FROM ${from(context, TABLES.tracing)} WHERE ${goes} AND Error != ''`,
  );
  await everySignal(context, async () => {
    for (const table of [...SPAN_TABLES, TABLES.log, TABLES.metric, TABLES.score, TABLES.feedback]) {
      await deleteRows(context, table, goes);
    }
    for (const some of spanCommandChunks(failed as unknown as readonly SpanKey[])) {
      await deleteRows(context, ERRORS, sql`(TraceId, SpanId) IN (${spanPairs(some)})`);
    }
    await refillUnrooted(context, given);
  });
}

/** Runs a task while no write of this store is under way. */
function everySignal<T>({ writers }: Context, task: () => Promise<T>): Promise<T> {
  return SIGNALS.reduceRight<() => Promise<T>>((next, signal) => () => writers.run(signal, next), task)();
}

export async function prune(context: Context, args?: PruneArgs): Promise<PruneResult> {
  const { steps, dryRun } = planPrune(args, context.retention, context.now());
  const results: { signal: Signal; rows: number }[] = [];
  for (const step of steps) {
    const rows = await context.writers.run(step.signal, () => pruneSignal(context, step, dryRun));
    results.push({ signal: step.signal, rows });
  }
  return { results };
}

async function pruneSignal(context: Context, { signal, before }: PruneStep, dryRun: boolean): Promise<number> {
  const table = TABLES[signal];
  if (before <= 0) return 0;
  const old = sql`${raw(table.time)} < ${moment(Math.ceil(before))}`;
  const rows = await countRows(context, signal, old);
  if (dryRun || rows === 0) return rows;
  if (signal !== 'tracing') {
    await deleteRows(context, table, old);
    return rows;
  }
  const broken = await brokenTraces(context, old);
  for (const one of [...SPAN_TABLES, ERRORS]) await deleteRows(context, one, old);
  for (const some of commandChunks(broken)) await refillUnrooted(context, sql`TraceId IN ${some}`);
  return rows;
}

/** Traces of which some spans go and others stay. */
async function brokenTraces(context: Context, old: Sql): Promise<readonly string[]> {
  const spans = from(context, TABLES.tracing);
  const rows = await context.db.rows(
    sql`SELECT DISTINCT TraceId AS traceId FROM ${spans} WHERE NOT (${old}) AND TraceId IN (SELECT TraceId FROM ${spans} WHERE ${old})`,
  );
  return rows.map(row => row.traceId as string);
}

async function countRows(context: Context, signal: Signal, where: Sql): Promise<number> {
  const [row] = await context.db.rows(countQuery(context, signal, where));
  return row?.rows as number;
}

function countQuery(context: Context, signal: Signal, where: Sql): Sql {
  const stored = sql`SELECT count() AS rows FROM ${from(context, TABLES[signal])} WHERE ${where}`;
  if (signal !== 'tracing') return stored;
  const running = sql`SELECT count() AS rows FROM (${runningSpans(context, 'TraceId, SpanId, StartedAt')}) WHERE ${where}`;
  return sql`SELECT sum(rows) AS rows FROM (${stored} UNION ALL ${running})`;
}

export async function stats(context: Context): Promise<StorageStats> {
  const counts = SIGNALS.map(
    signal => sql`SELECT ${signal} AS signal, rows FROM (${countQuery(context, signal, raw('true'))})`,
  );
  const [rows, bytes] = await Promise.all([context.db.rows(join(counts, ' UNION ALL ')), storedBytes(context)]);
  const bySignal = Object.fromEntries(rows.map(row => [row.signal, row.rows]));
  return { rows: bySignal as StorageStats['rows'], bytes };
}

/** On this server: a cluster's other nodes say theirs. */
async function storedBytes({ db, schema }: Context): Promise<number> {
  const names = ALL_TABLES.map(({ name }) => (schema.cluster === null ? name : `${name}_local`));
  const database = schema.database === null ? raw('currentDatabase()') : sql`${schema.database}`;
  const [row] = await db.rows(
    sql`SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = ${database} AND table IN ${names}`,
  );
  return row?.bytes as number;
}

export async function clear(context: Context): Promise<void> {
  await everySignal(context, async () => {
    for (const table of ALL_TABLES) await context.db.command(sql`TRUNCATE TABLE ${own(context, table)}`);
    for (const signal of SIGNALS) context.writers.deleted(signal);
  });
}
