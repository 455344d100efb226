import { MastraError } from '@mastra/core/error';
import type { StorageFailure } from '@mastra/core/storage';

interface Kind {
  readonly test: RegExp;
  readonly code: string;
  readonly failure: StorageFailure;
  readonly advice: (path: string, message: string) => string;
}

const kinds: readonly Kind[] = [
  {
    test: /Could not set lock on file|lock is held/i,
    code: 'DUCKDB_LOCKED',
    failure: 'unreachable',
    advice: (path, message) => lockedAdvice(path, /PID (\d+)/.exec(message)?.[1]),
  },
  {
    test: /No space left on device|disk full|ENOSPC|File too large|EFBIG/i,
    code: 'DUCKDB_DISK_FULL',
    failure: 'unreachable',
    advice: path =>
      `There is no space left for ${path}. Nothing of this call was stored and all that was stored before is safe. Free space on the disk, or delete with prune() and compact(); the call may be repeated then.`,
  },
  {
    test: /Out of Memory|failed to allocate|failed to pin/i,
    code: 'DUCKDB_OUT_OF_MEMORY',
    failure: 'overloaded',
    advice: path =>
      `The engine has reached its memory limit on ${path}. Ask for less (a shorter range, smaller batches) or give the store a higher memoryLimit.`,
  },
  {
    test: /Malformed JSON|JSON transform error|Conversion Error|maximum_object_size|Invalid unicode|not valid UTF/i,
    code: 'DUCKDB_ROW_REFUSED',
    failure: 'bad_row',
    advice: path =>
      `The engine refuses a record of this call. Nothing of the call was stored in ${path}: write its records apart to find the one.`,
  },
  {
    test: /not a valid DuckDB database file|Corrupt database file|Serialization Error|checksum|Could not read enough bytes|Failure while replaying WAL|older version of DuckDB|newer version of DuckDB/i,
    code: 'DUCKDB_NOT_A_DATABASE',
    failure: 'schema_mismatch',
    advice: path =>
      `${path} cannot be read as a DuckDB database: it is another kind of file, damaged, or of a newer DuckDB. Give another path, or move the file (and ${path}.wal) away and restore a copy.`,
  },
  {
    test: /Permission denied|EACCES|EPERM|Read-only file system|EROFS|Is a directory|EISDIR|Not a directory|ENOTDIR|EEXIST|Cannot open file|No such file or directory|ENOENT/i,
    code: 'DUCKDB_PATH_UNUSABLE',
    failure: 'unauthorized',
    advice: path =>
      `${path} cannot be opened for writing. Give the path of a file in a directory that exists or can be made and that this process may write to, or ':memory:'.`,
  },
];

function lockedAdvice(path: string, pid: string | number | undefined): string {
  return `${path} is in use by ${pid ? `the process ${pid}` : 'another process'}, which does not share it: a store with share: false, one of another user or container, or another program such as the duckdb shell. End that process or call close() on its store, leave share: false out, give this store a path of its own, or use a store on a server, such as ClickhouseStore.`;
}

/** Another process has the file. */
export function lockedError(path: string, pid: number | undefined, shares: boolean): MastraError {
  return new MastraError({
    code: 'DUCKDB_LOCKED',
    domain: 'STORAGE',
    message: lockedAdvice(path, pid),
    details: { path, failure: 'unreachable', shares },
  });
}

/**
 * One clear error for whatever the engine or the file system has thrown, with the words of the one that is to blame.
 * Errors that are clear already stay as they are.
 */
export function duckDBError(error: unknown, path: string): MastraError {
  if (MastraError.is(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const kind = kinds.find(({ test }) => test.test(message));
  const speaker = speakerOf(error);
  return new MastraError({
    code: kind?.code ?? 'DUCKDB_FAILED',
    domain: 'STORAGE',
    message: `${kind ? kind.advice(path, message) : `A call on ${path} has failed.`} ${speaker}: ${message.replace(/\s+/g, ' ').slice(0, 300)}`,
    cause: error,
    details: { path, failure: kind?.failure ?? 'unknown' },
  });
}

/** The engine throws plain errors; those of the file system and of Node itself have a code or a class of their own. */
function speakerOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Thrown was';
  if ('syscall' in error) return 'The file system says';
  return 'code' in error || error.name !== 'Error' ? `Node.js says (${error.name})` : 'DuckDB says';
}

/** The engine refuses every further statement: its state in memory may be wrong, what is on the disk is not. */
export function isFatal(error: unknown): boolean {
  const said = MastraError.is(error) ? error.cause : error;
  return said instanceof Error && /FATAL|database has been invalidated/.test(said.message);
}
