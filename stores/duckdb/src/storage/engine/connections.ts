import { availableParallelism } from 'node:os';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Native } from './native.ts';

/** How an engine is opened. */
export interface EngineOptions {
  readonly memoryLimit: string;
  /** For reads; `null`: as many as the machine has cores. */
  readonly threads: number | null;
}

/** An engine with a connection that writes and some that read beside it. */
export interface Connections {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly readers: readonly DuckDBConnection[];
}

/** Reads at a time. Each occupies a thread of Node's pool of four, which file writes need too. */
const READERS = 2;

/** The size of the log at which the engine makes a checkpoint by itself. Smaller costs space and time, larger a slow opening after a crash. */
const CHECKPOINT_THRESHOLD = '128MB';

/**
 * Takes deleted rows for rows that a LIMIT can be filled with, and returns too few (DuckDB 1.5.6; our tables have many: a
 * span that ends replaces the one that ran).
 */
const WRONG_OPTIMIZERS = 'row_group_pruner';

/**
 * New files are made in the newest format, in which texts are compressed, and of small blocks: a step of a growing
 * conversation takes 304 bytes in 3,000 steps, and 791 with the engine's 256 KB. Files keep the format that they were made in.
 */
export const FILE_FORMAT = { storage_compatibility_version: 'latest', default_block_size: '16384' } as const;

export function threadsOf(options: EngineOptions): number {
  return options.threads ?? availableParallelism();
}

/** Opens an engine on a file. What does not fit into memory goes into `spillDir`. */
export async function connect(
  native: Native,
  options: EngineOptions,
  path: string,
  spillDir: string,
): Promise<Connections> {
  const instance = await native.DuckDBInstance.create(path, {
    memory_limit: options.memoryLimit,
    checkpoint_threshold: CHECKPOINT_THRESHOLD,
    threads: String(threadsOf(options)),
    disabled_optimizers: WRONG_OPTIMIZERS,
    temp_directory: spillDir,
    ...FILE_FORMAT,
  });
  const connections: DuckDBConnection[] = [];
  try {
    for (let i = 0; i <= READERS; i++) connections.push(await instance.connect());
    const [writer, ...readers] = connections;
    return { instance, writer: writer!, readers };
  } catch (error) {
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
    throw error;
  }
}

/** Only with nothing under way: the engine hangs or crashes otherwise. The lock is free when all of them are closed. */
export function disconnect({ instance, writer, readers }: Connections): void {
  for (const connection of [...readers, writer]) connection.closeSync();
  instance.closeSync();
}
