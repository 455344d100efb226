import { existsSync, statSync } from 'node:fs';
import { chmod, constants, copyFile, link, mkdir, mkdtemp, open, readlink, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FILE_FORMAT } from './connections.ts';
import type { Native } from './native.ts';

/** Payloads of users are in these files: nobody else reads what we make. What is there already keeps its mode. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/** Makes a folder, with those above it, for this user alone. One that is there stays as it is. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
}

/** The path of a file without symbolic links, whether or not the file exists. Its folder has to. */
export async function canonicalPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  // A symbolic link to a file that does not exist yet names that file.
  const target = await readlink(absolute).catch(() => null);
  if (target !== null) return canonicalPath(resolve(dirname(absolute), target));
  return join(await realpath(dirname(absolute)), basename(absolute));
}

/**
 * Makes an empty database where there is no file. The engine makes files that everybody may read, so this one is made in
 * a private folder and appears when it has its mode. Where two make it at once, one of them wins.
 */
export async function makeDatabaseFile(native: Native, path: string): Promise<void> {
  if (existsSync(path)) return;
  const folder = await mkdtemp(`${path}.new-`);
  const made = join(folder, 'new.duckdb');
  try {
    const instance = await native.DuckDBInstance.create(made, { threads: '1', ...FILE_FORMAT });
    instance.closeSync();
    await chmod(made, PRIVATE_FILE);
    await link(made, path).catch(error => {
      if (hasCode(error, 'EEXIST')) return undefined;
      // Not every file system has hard links.
      return copyFile(made, path, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gives a file the mode that another one has. */
export async function copyMode(from: string, to: string): Promise<void> {
  await chmod(to, (await stat(from)).mode & 0o7777);
}

/**
 * Makes the log of a database with the mode of the database, before the engine makes it with that of the process. The
 * engine removes its log with every checkpoint.
 */
export async function makeLogFile(path: string): Promise<void> {
  const log = `${path}.wal`;
  if (existsSync(log)) return;
  const handle = await open(log, 'wx', PRIVATE_FILE).catch(() => null);
  await handle?.close();
  await copyMode(path, log).catch(() => undefined);
}

/** Mends the mode of a log that the engine made by itself, after a checkpoint of its own. */
export async function mendLogMode(path: string): Promise<void> {
  const modeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.mode;
  const log = modeOf(`${path}.wal`);
  if (log !== undefined && log !== modeOf(path)) await copyMode(path, `${path}.wal`).catch(() => undefined);
}

/** Removes a log that was made and that the engine has not written to. Only with the database's lock held. */
export async function removeUnusedLog(path: string): Promise<void> {
  const log = `${path}.wal`;
  if (statSync(log, { throwIfNoEntry: false })?.size === 0) await rm(log, { force: true });
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
