import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Claim } from './claim.ts';
import { copyEverything, type Fill, makeCopy, replaceDatabase } from './compact.ts';
import { type Connections, connect, disconnect, type EngineOptions, threadsOf } from './connections.ts';
import { duckDBError, isFatal } from './errors.ts';
import { Gate } from './gate.ts';
import { LoadFiles } from './load-files.ts';
import { loadNative, type Native } from './native.ts';
import { ConnectionPool } from './pool.ts';
import {
  canonicalPath,
  makeDatabaseFile,
  makeLogFile,
  makePrivateFolder,
  mendLogMode,
  removeUnusedLog,
} from './private-files.ts';
import { TaskQueue } from './queue.ts';
import { Session } from './session.ts';
import { raw } from './sql.ts';

export interface DatabaseOptions extends EngineOptions {
  /** A file, or `':memory:'`. */
  readonly path: string;
  /** Whether others are told how to reach this database, which is not done here. */
  readonly share: boolean;
}

/** A checkpoint is made when nothing has been written for so long. */
const IDLE_MS = 2000;

/**
 * One DuckDB file: a connection that writes, in order, and some that read beside it. What has been let in runs to its
 * end, and the connections are closed after that.
 */
export class Database {
  readonly path: string;
  readonly #folder: string;
  readonly #files: LoadFiles;
  readonly #options: DatabaseOptions;
  readonly #native: Native;
  readonly #gate = new Gate();
  readonly #writes = new TaskQueue();
  readonly #readers: ConnectionPool;
  #connections: Connections;
  #claim: Claim | undefined;
  #closed: Promise<void> | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #dirty = false;
  /** Of the engine, which begins with all that it may have. */
  #threads: number | undefined;

  private constructor(
    options: DatabaseOptions,
    path: string,
    native: Native,
    connections: Connections,
    files: LoadFiles,
    folder: string,
    claim?: Claim,
  ) {
    this.#options = options;
    this.path = path;
    this.#native = native;
    this.#connections = connections;
    this.#readers = new ConnectionPool(connections.readers);
    this.#files = files;
    this.#folder = folder;
    this.#claim = claim;
  }

  /** @throws MastraError where the file cannot be opened, with what to do about it. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const native = await loadNative();
    if (options.path === ':memory:') {
      const folder = join(tmpdir(), `mastra-duckdb-${crypto.randomUUID()}`);
      const connections = await connect(native, options, ':memory:', folder);
      return new Database(options, ':memory:', native, connections, await LoadFiles.in(null), folder);
    }
    try {
      await makePrivateFolder(dirname(options.path));
      const path = await canonicalPath(options.path);
      await makeDatabaseFile(native, path);
      const claim = await Claim.take(path, options.share);
      try {
        const folder = `${path}.loading`;
        const connections = await connect(native, options, path, join(folder, 'spill'));
        return new Database(options, path, native, connections, await LoadFiles.in(folder), folder, claim);
      } catch (error) {
        await claim.release();
        throw error;
      }
    } catch (error) {
      throw duckDBError(error, options.path);
    }
  }

  get inMemory(): boolean {
    return this.path === ':memory:';
  }

  /** Runs a task that changes something, after those before it. */
  write<T>(task: (session: Session) => Promise<T>): Promise<T> {
    return this.#exclusively(async () => {
      this.#dirty = true;
      clearTimeout(this.#idleTimer);
      try {
        if (!this.inMemory) await makeLogFile(this.path);
        await this.#setThreads(1);
        return await task(this.#session(this.#connections.writer));
      } finally {
        if (!this.inMemory) await mendLogMode(this.path);
        this.#idleTimer = setTimeout(() => this.#checkpointIfIdle(), IDLE_MS).unref();
      }
    });
  }

  /** Runs a task that only reads. It sees what every write that has resolved has written. */
  read<T>(task: (session: Session) => Promise<T>): Promise<T> {
    return this.#gate.pass(() => this.#readers.use(connection => task(this.#session(connection))));
  }

  /** Writes the parts into a load file, and returns its path. */
  file(parts: readonly Uint8Array[]): Promise<string> {
    return this.#gate.pass(() =>
      this.#files.write(parts).catch(error => {
        throw duckDBError(error, this.path);
      }),
    );
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
    return this.#exclusively(() => this.#checkpoint());
  }

  /** Copies all rows into a new file that takes the place of this one. Reads and writes wait for it. */
  async compact(): Promise<void> {
    if (!this.inMemory) await this.rewrite(copyEverything);
  }

  /** Fills a new file from this one and puts it in its place, or leaves everything as it was. Not in memory. */
  async rewrite(fill: Fill): Promise<void> {
    await this.#exclusively(async () => {
      try {
        await this.#checkpoint();
        const copy = await makeCopy(this.#session(this.#connections.writer), this.path, this.#folder, fill);
        await this.#exchangeFor(copy);
      } catch (error) {
        throw duckDBError(error, this.path);
      }
    });
  }

  /** Lets nothing in any more, waits for what is under way, writes the log into the file and gives the lock back. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#gate.close();
    clearTimeout(this.#idleTimer);
    try {
      await this.#checkpoint();
      if (!this.inMemory) await removeUnusedLog(this.path);
    } finally {
      disconnect(this.#connections);
      await this.#files.remove();
      await this.#claim?.release();
    }
  }

  /** Runs a task of the writing connection. The engine refuses everything after a fatal error: then it is opened anew. */
  #exclusively<T>(task: () => Promise<T>): Promise<T> {
    return this.#gate.pass(() =>
      this.#writes.run(async () => {
        try {
          return await task();
        } catch (error) {
          if (isFatal(error) && !this.inMemory) await this.#reopen();
          throw error;
        }
      }),
    );
  }

  async #reopen(): Promise<void> {
    await this.#readers
      .replace(async () => {
        disconnect(this.#connections);
        return this.#use(await this.#connect());
      })
      // The connections stay closed then, and every call says so.
      .catch(() => undefined);
  }

  /** The copy is another file, to which the claim has to hold before anybody can find it. */
  async #exchangeFor(copy: string): Promise<void> {
    const claim = await Claim.take(copy, this.#options.share);
    try {
      await this.#exchange(() => replaceDatabase(this.path, copy, () => this.#connect()));
    } catch (error) {
      await claim.release();
      throw error;
    }
    const old = this.#claim;
    this.#claim = claim;
    await old?.release();
  }

  /**
   * Opens other connections while the old ones are open and hold the lock, so that nobody can come between; where it
   * fails, the old ones stay. Windows renames no open file: there the old ones are closed first.
   */
  async #exchange(open: () => Promise<Connections>): Promise<void> {
    const closesFirst = process.platform === 'win32';
    let failure: { readonly error: unknown } | undefined;
    await this.#readers.replace(async () => {
      const old = this.#connections;
      if (closesFirst) disconnect(old);
      try {
        const next = this.#use(await open());
        if (!closesFirst) disconnect(old);
        return next;
      } catch (error) {
        failure = { error };
        return closesFirst ? this.#use(await this.#connect()) : old.readers;
      }
    });
    if (failure) throw failure.error;
  }

  #use(connections: Connections): readonly DuckDBConnection[] {
    this.#connections = connections;
    this.#threads = undefined;
    return connections.readers;
  }

  #connect(): Promise<Connections> {
    return connect(this.#native, this.#options, this.path, join(this.#folder, 'spill'));
  }

  /**
   * While rows come in the engine works with one thread: spreading a batch over several costs it two to three times as much
   * processor time. Reads get all of them again when nothing has been written for a while; a change takes 40 ms.
   */
  async #setThreads(threads: number): Promise<void> {
    if ((this.#threads ?? threadsOf(this.#options)) === threads) return;
    await this.#session(this.#connections.writer).run(raw(`SET threads = ${threads}`));
    this.#threads = threads;
  }

  async #checkpoint(): Promise<void> {
    if (!this.#dirty || this.inMemory) return;
    await this.#session(this.#connections.writer).run(raw('CHECKPOINT'));
    this.#dirty = false;
  }

  #checkpointIfIdle(): void {
    // A failure is no loss: the log has everything, and the next checkpoint or opening takes it over.
    this.#exclusively(async () => {
      await this.#setThreads(threadsOf(this.#options));
      await this.#checkpoint();
    }).catch(() => undefined);
  }

  #session(connection: DuckDBConnection): Session {
    return new Session(connection, this.#native, this.path);
  }
}

function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    found => found.size,
    () => 0,
  );
}
