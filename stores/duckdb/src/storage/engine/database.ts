import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { duckDBError } from './errors.ts';
import { LoadFiles } from './load-files.ts';
import { loadNative, type Native } from './native.ts';
import { claim, release } from './owners.ts';
import { ConnectionPool } from './pool.ts';
import { TaskQueue } from './queue.ts';
import { Session } from './session.ts';
import { identifier, literal, raw } from './sql.ts';

export interface DatabaseOptions {
  /** A file, or `':memory:'`. */
  readonly path: string;
  readonly memoryLimit: string;
  /** For reads; `null`: as many as the machine has cores. */
  readonly threads: number | null;
}

/** Reads at a time. Each occupies a thread of Node's pool of four, which file writes need too. */
const READERS = 2;
/** A checkpoint is made when nothing has been written for so long. */
const IDLE_MS = 2000;
/** A burst of writes has ended when none has come for so long. */
const BURST_MS = 50;
/** The size of the log at which the engine makes a checkpoint by itself. Smaller costs space and time, larger a slow opening after a crash. */
const CHECKPOINT_THRESHOLD = '128MB';

interface Opened {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly readers: readonly DuckDBConnection[];
}

/** One DuckDB file: a connection that writes, in order, and some that read beside it. */
export class Database {
  readonly path: string;
  readonly #files: LoadFiles;
  readonly #options: DatabaseOptions;
  readonly #native: Native;
  readonly #writes = new TaskQueue();
  readonly #readers: ConnectionPool;
  #opened: Opened;
  #idleTimer: NodeJS.Timeout | undefined;
  #dirty = false;
  #isBurst = false;
  #burstTimer: NodeJS.Timeout | undefined;

  private constructor(options: DatabaseOptions, path: string, native: Native, opened: Opened, files: LoadFiles) {
    this.#options = options;
    this.path = path;
    this.#native = native;
    this.#opened = opened;
    this.#readers = new ConnectionPool(opened.readers);
    this.#files = files;
  }

  /** @throws MastraError where the file cannot be opened, with what to do about it. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const inMemory = options.path === ':memory:';
    const path = inMemory ? options.path : resolve(options.path);
    const native = await loadNative();
    if (!inMemory) claim(path);
    try {
      if (!inMemory) await mkdir(dirname(path), { recursive: true });
      const opened = await connect(native, options, path);
      const files = await LoadFiles.in(inMemory ? null : `${path}.loading`);
      return new Database(options, path, native, opened, files);
    } catch (error) {
      if (!inMemory) release(path);
      throw duckDBError(error, path);
    }
  }

  get inMemory(): boolean {
    return this.path === ':memory:';
  }

  /** Runs a task that changes something, after those before it. */
  write<T>(task: (session: Session) => Promise<T>): Promise<T> {
    return this.#writes.run(async () => {
      this.#dirty = true;
      clearTimeout(this.#idleTimer);
      clearTimeout(this.#burstTimer);
      const session = this.#session(this.#opened.writer);
      try {
        await this.#setBurst(true);
        return await task(session);
      } finally {
        this.#burstTimer = setTimeout(() => this.#endBurst(), BURST_MS).unref();
        this.#idleTimer = setTimeout(() => this.#checkpointIfIdle(), IDLE_MS).unref();
      }
    });
  }

  /** Runs a task that only reads. It sees what every write that has resolved has written. */
  read<T>(task: (session: Session) => Promise<T>): Promise<T> {
    return this.#readers.use(connection => task(this.#session(connection)));
  }

  /** Writes the parts into a load file, and answers its path. */
  async file(parts: readonly Uint8Array[]): Promise<string> {
    try {
      return await this.#files.write(parts);
    } catch (error) {
      throw duckDBError(error, this.path);
    }
  }

  /** Removes a load file. One that stays behind is removed with its directory. */
  async dropFile(path: string): Promise<void> {
    await this.#files.drop(path).catch(() => undefined);
  }

  /** Bytes of the file and of its log; `null` in memory. */
  async bytes(): Promise<number | null> {
    if (this.inMemory) return null;
    const sizes = await Promise.all([this.path, `${this.path}.wal`].map(sizeOf));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Writes the log into the file. */
  checkpoint(): Promise<void> {
    return this.#writes.run(() => this.#checkpoint());
  }

  /** Copies all rows into a new file that takes the place of this one. Reads and writes wait for it. */
  async compact(): Promise<void> {
    if (this.inMemory) return;
    await this.#writes.run(async () => {
      const copy = `${this.path}.compact`;
      try {
        await this.#copyTo(copy);
        await this.#readers.drain();
        disconnect(this.#opened);
        await rename(copy, this.path);
        this.#opened = await connect(this.#native, this.#options, this.path);
        this.#isBurst = false;
        this.#readers.refill(this.#opened.readers);
      } catch (error) {
        throw duckDBError(error, this.path);
      }
    });
  }

  /** Waits for what is under way, writes the log into the file and gives the lock back. */
  async close(): Promise<void> {
    await this.#writes.idle();
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#burstTimer);
    await this.#readers.drain();
    try {
      await this.#checkpoint();
    } finally {
      disconnect(this.#opened);
      if (!this.inMemory) release(this.path);
      await this.#files.remove();
    }
  }

  /**
   * While rows come in the engine works with one thread: spreading a batch over several costs it half as much again,
   * and the event loop needs a core too. Reads get all of them as soon as no more rows come.
   */
  async #setBurst(isBurst: boolean): Promise<void> {
    if (this.#isBurst === isBurst || this.#threads === 1) return;
    await this.#session(this.#opened.writer).run(raw(`SET threads = ${isBurst ? 1 : this.#threads}`));
    this.#isBurst = isBurst;
  }

  #endBurst(): void {
    // Where it fails reads are slower until the next burst ends, and nothing else.
    this.#writes.run(() => this.#setBurst(false)).catch(() => undefined);
  }

  get #threads(): number {
    return this.#options.threads ?? availableParallelism();
  }

  async #checkpoint(): Promise<void> {
    if (!this.#dirty || this.inMemory) return;
    await this.#session(this.#opened.writer).run(raw('CHECKPOINT'));
    this.#dirty = false;
  }

  #checkpointIfIdle(): void {
    // A failure is no loss: the log has everything, and the next checkpoint or opening takes it over.
    this.checkpoint().catch(() => undefined);
  }

  async #copyTo(copy: string): Promise<void> {
    await rm(copy, { force: true });
    await this.#checkpoint();
    const session = this.#session(this.#opened.writer);
    const [row] = await session.rows(raw('SELECT current_database() AS name'));
    const own = identifier(String(row?.name));
    const other = identifier(`${row?.name} copy`);
    await session.run(raw(`ATTACH ${literal(copy)} AS ${other}`));
    try {
      await session.run(raw(`COPY FROM DATABASE ${own} TO ${other}`));
    } finally {
      await session.run(raw(`DETACH ${other}`));
    }
  }

  #session(connection: DuckDBConnection): Session {
    return new Session(connection, this.#native, this.path);
  }
}

/**
 * Takes deleted rows for rows that a LIMIT can be filled with, and answers too few (DuckDB 1.5.6; our tables have many: a
 * span that ends replaces the one that ran).
 */
const WRONG_OPTIMIZERS = 'row_group_pruner';

async function connect(native: Native, options: DatabaseOptions, path: string): Promise<Opened> {
  const instance = await native.DuckDBInstance.create(path, {
    memory_limit: options.memoryLimit,
    checkpoint_threshold: CHECKPOINT_THRESHOLD,
    threads: String(options.threads ?? availableParallelism()),
    disabled_optimizers: WRONG_OPTIMIZERS,
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
function disconnect({ instance, writer, readers }: Opened): void {
  for (const connection of [...readers, writer]) connection.closeSync();
  instance.closeSync();
}

function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    found => found.size,
    () => 0,
  );
}
