import { MastraError } from '@mastra/core/error';

/**
 * The files that stores of this process have open. The engine's lock is the process's: a second instance on one file
 * would get no error and would not see what the first one writes. Kept on the global object, for a process may hold
 * several copies of this package.
 */
const key = Symbol.for('mastra.duckdb.open-files');
const holder = globalThis as { [key]?: Set<string> };
holder[key] ??= new Set();
const open = holder[key];

/** @throws MastraError `DUCKDB_ALREADY_OPEN` where another store of this process has the file open. */
export function claim(path: string): void {
  if (open.has(path)) {
    throw new MastraError({
      code: 'DUCKDB_ALREADY_OPEN',
      domain: 'STORAGE',
      message: `${path} is open in another store of this process. Share that store, call close() on it first, or give this one a path of its own.`,
      details: { path, failure: 'unreachable' },
    });
  }
  open.add(path);
}

export function release(path: string): void {
  open.delete(path);
}
