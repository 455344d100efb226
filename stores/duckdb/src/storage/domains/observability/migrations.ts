import { MastraError } from '@mastra/core/error';
import type { Database } from '../../engine/database.ts';
import type { Session } from '../../engine/session.ts';
import { raw, sql } from '../../engine/sql.ts';
import { columns } from './migrations/002-columns.ts';
import { carryOver } from './migrations/003-carry-over.ts';
import { sharedContexts } from './migrations/003-shared-contexts.ts';
import { writeNumbers } from './migrations/004-write-numbers.ts';

/**
 * The steps to the schema of this version, as SQL text that is never computed from the columns of today. A step that has
 * been published is never changed; what comes later is a step of its own.
 *
 * 1 is what the first edition made (`migrations/001-tables.ts`); 2 adds columns; 3 is another form of file, so rows are
 * carried over into a new one, and a new database begins with it. Statements in `LATER` are steps 4, 5, …
 */
const LATER: readonly (readonly string[])[] = [writeNumbers];
const FIRST = 3;
const NEWEST = FIRST + LATER.length;

const MIGRATIONS =
  "CREATE TABLE IF NOT EXISTS mastra_migrations (version INTEGER NOT NULL, applied_at TIMESTAMP DEFAULT (now() AT TIME ZONE 'UTC'))";

/** Brings the file's schema up to date. Safe to run again, and after a kill at any point. */
export async function migrate(db: Database): Promise<void> {
  const version = await db.write(session => begin(session, db.path));
  if (version < FIRST) {
    await db.rewrite(async (session, next) => {
      await inDatabase(session, next, () => create(session));
      await carryOver(session, next);
    });
  }
  await db.write(session => session.transaction(() => catchUp(session)));
}

/** The version of the file; a new one gets the schema at once. */
async function begin(session: Session, path: string): Promise<number> {
  return session.transaction(async () => {
    await session.run(raw(MIGRATIONS));
    const version = await versionOf(session);
    if (version > NEWEST) throw tooNew(path, version);
    if (version === 0) await create(session);
    if (version !== 1) return version === 0 ? FIRST : version;
    for (const statement of columns) await session.run(raw(statement));
    await session.run(raw('INSERT INTO mastra_migrations (version) VALUES (2)'));
    return 2;
  });
}

async function create(session: Session): Promise<void> {
  await session.run(raw(MIGRATIONS));
  for (const statement of sharedContexts) await session.run(raw(statement));
  await session.run(sql`INSERT INTO mastra_migrations (version) VALUES (${FIRST})`);
}

async function catchUp(session: Session): Promise<void> {
  const version = await versionOf(session);
  for (const [i, statements] of LATER.entries()) {
    if (FIRST + i < version) continue;
    for (const statement of statements) await session.run(raw(statement));
    await session.run(sql`INSERT INTO mastra_migrations (version) VALUES (${FIRST + i + 1})`);
  }
}

/** Runs a task whose statements name tables of another database. */
async function inDatabase(session: Session, database: string, task: () => Promise<void>): Promise<void> {
  const [row] = await session.rows(raw('SELECT current_database() AS name'));
  await session.run(raw(`USE ${database}`));
  try {
    await task();
  } finally {
    await session.run(raw(`USE "${String(row?.name).replaceAll('"', '""')}"`));
  }
}

async function versionOf(session: Session): Promise<number> {
  const [row] = await session.rows(raw('SELECT coalesce(max(version), 0)::DOUBLE AS version FROM mastra_migrations'));
  return row?.version as number;
}

function tooNew(path: string, version: number): MastraError {
  return new MastraError({
    code: 'DUCKDB_SCHEMA_TOO_NEW',
    domain: 'STORAGE',
    message: `${path} has schema version ${version}; this version of @mastra/duckdb knows up to ${NEWEST}. Update @mastra/duckdb, or give another path.`,
    details: { path, version, failure: 'schema_mismatch' },
  });
}
