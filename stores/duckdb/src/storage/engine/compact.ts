import { link, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyMode } from './private-files.ts';
import type { Session } from './session.ts';
import { identifier, literal, raw } from './sql.ts';

/** Fills a new database, which has this name as an SQL identifier, from the one that is open. */
export type Fill = (session: Session, next: string) => Promise<void>;

/** Copies every table. */
export const copyEverything: Fill = async (session, next) => {
  const [row] = await session.rows(raw('SELECT current_database() AS name'));
  await session.run(raw(`COPY FROM DATABASE ${identifier(String(row?.name))} TO ${next}`));
};

/** Fills a new database file in this folder, and returns its path. It has the mode of the old file. */
export async function makeCopy(session: Session, path: string, folder: string, fill: Fill): Promise<string> {
  const copy = join(folder, 'compact.duckdb');
  await dropCopy(copy);
  const [row] = await session.rows(raw('SELECT current_database() AS name'));
  const other = identifier(`${row?.name} copy`);
  try {
    await session.run(raw(`DETACH DATABASE IF EXISTS ${other}`));
    await session.run(raw(`ATTACH ${literal(copy)} AS ${other}`));
    try {
      await fill(session, other);
    } finally {
      await session.run(raw(`DETACH ${other}`));
    }
    await copyMode(path, copy);
    return copy;
  } catch (error) {
    await dropCopy(copy);
    throw error;
  }
}

/**
 * Puts the copy in the place of the database and opens it. Where that fails, the old file is back in its place. A kill at
 * any point leaves one of the two, complete.
 */
export async function replaceDatabase<T>(path: string, copy: string, open: () => Promise<T>): Promise<T> {
  const old = `${copy}.old`;
  try {
    await rm(old, { force: true });
    await link(path, old);
    await rename(copy, path);
    try {
      return await open();
    } catch (error) {
      await rename(old, path);
      throw error;
    }
  } finally {
    await dropCopy(copy);
  }
}

/** Best effort: what stays behind is removed with its folder. */
async function dropCopy(copy: string): Promise<void> {
  for (const file of [copy, `${copy}.wal`, `${copy}.old`]) await rm(file, { force: true }).catch(() => undefined);
}
