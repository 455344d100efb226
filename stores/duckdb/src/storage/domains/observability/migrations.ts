import { MastraError } from '@mastra/core/error';
import type { Session } from '../../engine/session.ts';
import { raw, sql } from '../../engine/sql.ts';
import { tables } from './migrations/001-tables.ts';
import { columns } from './migrations/002-columns.ts';
import { writeNumbers } from './migrations/003-write-numbers.ts';

/**
 * The steps from an empty file to the schema of this version, numbered from 1: SQL as text, never computed from the columns
 * of today. A step that has been published is never changed; what comes later is a step of its own.
 */
const MIGRATIONS: readonly (readonly string[])[] = [tables, columns, writeNumbers];

/** Brings the file's schema up to date. Safe to run again. */
export async function migrate(session: Session, path: string): Promise<void> {
  await session.transaction(async () => {
    await session.run(
      raw(
        "CREATE TABLE IF NOT EXISTS mastra_migrations (version INTEGER NOT NULL, applied_at TIMESTAMP DEFAULT (now() AT TIME ZONE 'UTC'))",
      ),
    );
    const [row] = await session.rows(raw('SELECT coalesce(max(version), 0)::DOUBLE AS version FROM mastra_migrations'));
    const version = row?.version as number;
    if (version > MIGRATIONS.length) throw tooNew(path, version);
    for (const [i, statements] of MIGRATIONS.entries()) {
      if (i < version) continue;
      for (const statement of statements) await session.run(raw(statement));
      await session.run(sql`INSERT INTO mastra_migrations (version) VALUES (${i + 1})`);
    }
  });
}

function tooNew(path: string, version: number): MastraError {
  return new MastraError({
    code: 'DUCKDB_SCHEMA_TOO_NEW',
    domain: 'STORAGE',
    message: `${path} has schema version ${version}; this version of @mastra/duckdb knows up to ${MIGRATIONS.length}. Update @mastra/duckdb, or give another path.`,
    details: { path, version, failure: 'schema_mismatch' },
  });
}
