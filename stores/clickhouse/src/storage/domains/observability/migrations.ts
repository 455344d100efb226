import { MastraError } from '@mastra/core/error';
import type { Database } from '../../engine/database.ts';
import { identifier, raw, sql } from '../../engine/sql.ts';
import { tables } from './migrations/0001-tables.ts';
import { sampleWeight } from './migrations/0002-sample-weight.ts';
import { lists } from './migrations/0003-lists.ts';
import {
  changeRetention,
  createMigrationsTable,
  MIGRATIONS_TABLE,
  onCluster,
  type Placement,
  placement,
  type SchemaOptions,
  tableName,
} from './schema.ts';

/**
 * The steps from nothing to the schema of this version, numbered from 1. Each is text that is never changed once it has
 * been published, whatever becomes of the columns in `columns.ts`: what comes later is a step of its own. Every statement
 * may be run again after one that failed.
 */
const MIGRATIONS: readonly ((on: Placement) => readonly string[])[] = [tables, sampleWeight, lists];

/** Columns of old rows are filled while the store is in use; until then reads compute them. */
const IN_BACKGROUND = { mutations_sync: '0', max_execution_time: 0 } as const;

/** Before it, an expiry of more than some decades was one at once. */
const EXPIRY_VERSION = 3;

/** The version of the schema that this version of the package reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

function createDatabase(options: SchemaOptions): readonly string[] {
  if (options.database === null || options.database === 'default') return [];
  return [`CREATE DATABASE IF NOT EXISTS ${identifier(options.database)}${onCluster(options)}`];
}

/** Every statement from nothing to the schema of this version, for those who run them by other means. */
export function schemaStatements(options: SchemaOptions): readonly string[] {
  return [
    ...createDatabase(options),
    createMigrationsTable(options),
    ...MIGRATIONS.flatMap(migration => migration(placement(options))),
    `INSERT INTO ${tableName(options, MIGRATIONS_TABLE)} (Version, Retention) VALUES (${SCHEMA_VERSION}, '${retentionText(options)}')`,
  ];
}

/** Brings the schema up to date. Safe to run again, and by several processes at a time. */
export async function migrate(db: Database, options: SchemaOptions): Promise<void> {
  for (const statement of [...createDatabase(options), createMigrationsTable(options)])
    await db.command(raw(statement));
  const { version, retention } = await schemaState(db, options);
  checkNotNewer(options, version);
  for (const [i, migration] of MIGRATIONS.entries()) {
    if (i < version) continue;
    try {
      for (const statement of migration(placement(options))) await db.command(raw(statement), IN_BACKGROUND);
    } catch (error) {
      // Another process may have gone on to the next one meanwhile.
      if ((await schemaState(db, options)).version > i) continue;
      throw error;
    }
    await record(db, options, i + 1, version === 0 ? retentionText(options) : retention);
  }
  if (version > 0 && (retention !== retentionText(options) || version < EXPIRY_VERSION)) {
    for (const statement of changeRetention(options)) {
      await db.command(raw(statement)).catch(ignoreMissingTtl);
    }
    await record(db, options, SCHEMA_VERSION, retentionText(options));
  }
}

/** @throws MastraError where the schema is not that of this version. */
export async function checkSchema(db: Database, options: SchemaOptions): Promise<void> {
  const { version } = await schemaState(db, options);
  checkNotNewer(options, version);
  if (version < SCHEMA_VERSION) {
    throw mismatch(
      options,
      version,
      'Run init() without migrate: false once, or apply the statements of printDDL() with a user who may.',
    );
  }
}

async function schemaState(db: Database, options: SchemaOptions) {
  const [row] = await db.rows(
    sql`SELECT toFloat64(max(Version)) AS version, argMax(Retention, (Version, AppliedAt)) AS retention FROM ${raw(tableName(options, MIGRATIONS_TABLE))}`,
  );
  return { version: Number(row?.version ?? 0), retention: String(row?.retention ?? '') };
}

function record(db: Database, options: SchemaOptions, version: number, retention: string): Promise<void> {
  return db.command(
    sql`INSERT INTO ${raw(tableName(options, MIGRATIONS_TABLE))} (Version, Retention) SELECT toUInt32(${version}), ${retention}`,
  );
}

function retentionText({ retention, runningDays }: SchemaOptions): string {
  return JSON.stringify({ ...retention, running: runningDays });
}

/** A table that never had an expiry has none to remove. */
function ignoreMissingTtl(error: unknown): void {
  if (MastraError.is(error) && error.message.includes("doesn't have any table TTL")) return;
  throw error;
}

function checkNotNewer(options: SchemaOptions, version: number): void {
  if (version > SCHEMA_VERSION)
    throw mismatch(options, version, 'Update @mastra/clickhouse, or give another database.');
}

function mismatch(options: SchemaOptions, version: number, advice: string): MastraError {
  return new MastraError({
    code: version > SCHEMA_VERSION ? 'CLICKHOUSE_SCHEMA_TOO_NEW' : 'CLICKHOUSE_SCHEMA_MISSING',
    domain: 'STORAGE',
    message: `${options.database ?? 'The database'} has schema version ${version}; this version of @mastra/clickhouse needs ${SCHEMA_VERSION}. ${advice}`,
    details: { version, failure: 'schema_mismatch' },
  });
}
