import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { duckDBError } from '../engine/errors.ts';
import { loadNative } from '../engine/native.ts';
import { canonicalPath, hasCode, makeDatabaseFile, makePrivateFolder } from '../engine/private-files.ts';
import { TaskQueue } from '../engine/queue.ts';
import type { ResolvedOptions } from '../options.ts';
import { SharedFile } from './shared-file.ts';

/** What stores of one thread share, also those of other copies of this package: the members may never change. */
type Shared = Pick<SharedFile, 'path' | 'open' | 'call' | 'ingest' | 'extra' | 'close'>;

interface Entry {
  readonly file: Shared;
  stores: number;
}

interface Registry {
  readonly entries: Set<Entry>;
  readonly queue: Pick<TaskQueue, 'run'>;
}

const key = Symbol.for('mastra.duckdb.shared-files.1');
const holder = globalThis as { [key]?: Registry };
holder[key] ??= { entries: new Set(), queue: new TaskQueue() };
const { entries, queue } = holder[key];

/** A store's part in a shared file. */
export interface Share {
  readonly file: Shared;
  /** The last store of the thread that releases its part closes the file. */
  release(): Promise<void>;
}

/** The file that these options name: the one that another store of this thread has open, or a new one. */
export function acquire(options: ResolvedOptions): Promise<Share> {
  return queue.run(async () => {
    const path = await existing(options.path);
    const entry = [...entries].find(({ file }) => isSame(file.path, path)) ?? {
      file: new SharedFile({ ...options, path }),
      stores: 0,
    };
    entries.add(entry);
    entry.stores++;
    return { file: entry.file, release: () => release(entry) };
  });
}

function release(entry: Entry): Promise<void> {
  return queue.run(async () => {
    if (--entry.stores > 0) return;
    entries.delete(entry);
    await entry.file.close();
  });
}

/** The canonical path of the file, which is made where it is not there: an identity needs a file. */
async function existing(given: string): Promise<string> {
  try {
    await makePrivateFolder(dirname(given));
    const path = await canonicalPath(given);
    if (!statSync(path, { throwIfNoEntry: false })) await makeDatabaseFile(await loadNative(), path);
    return path;
  } catch (error) {
    throw duckDBError(error, given);
  }
}

/** One file is one device and one inode, whatever paths lead to it. */
function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    const [one, other] = [a, b].map(path => statSync(path, { bigint: true }));
    return one!.dev === other!.dev && one!.ino === other!.ino;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
