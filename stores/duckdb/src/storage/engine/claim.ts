import { createHash } from 'node:crypto';
import { lstat, mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MastraError } from '@mastra/core/error';
import { lockedError } from './errors.ts';
import { cleanAtExit, leaveAtExit } from './exit.ts';
import { hasCode, PRIVATE_FOLDER } from './private-files.ts';

/** A process whose event loop is busy for longer stays unnamed. */
const ANSWER_MS = 300;
/** A takeover that was killed in the middle is over after so long. */
const STALE_TAKEOVER_MS = 2000;

/**
 * The right to open a database file, among all threads of all processes of this user. The lock of the engine is the
 * process's: a second engine in another thread would get no error and would not see what the first one writes. So the
 * claim is a socket that somebody listens on, named after the device and the inode of the file: the system lets one
 * listen, closes the socket with its thread or process, however that ends, and tells everybody whether it is open.
 */
export class Claim {
  readonly #server: Server | null;
  readonly #name: string;

  private constructor(server: Server | null, name: string) {
    this.#server = server;
    this.#name = name;
  }

  /** @throws MastraError `DUCKDB_ALREADY_OPEN` where this process has the file, `DUCKDB_LOCKED` where another one has. */
  static async take(file: string, shares: boolean): Promise<Claim> {
    const name = await nameOf(file);
    for (let attempt = 0; ; attempt++) {
      const server = await listen(name, `${process.pid} ${shares ? 'shares' : 'alone'}`);
      if (server !== 'taken') {
        if (server) cleanAtExit(name);
        return new Claim(server, name);
      }
      const holder = await holderOf(name);
      if (holder || attempt > 20) throw taken(file, holder);
      await removeDead(name);
    }
  }

  async release(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    leaveAtExit(this.#name);
    await new Promise<void>(resolve => server.close(() => resolve()));
  }
}

/** Where sockets lie that cannot lie beside their database: a folder of this user alone. */
export async function socketFolder(fallback: string): Promise<string> {
  const folder = join(tmpdir(), `mastra-duckdb-${process.getuid?.() ?? 0}`);
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    const found = await lstat(folder);
    const isOwn = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid);
    // Somebody else may have made a folder of this name.
    return isOwn && (process.platform === 'win32' || (found.mode & 0o077) === 0) ? folder : fallback;
  } catch {
    return fallback;
  }
}

async function nameOf(file: string): Promise<string> {
  const { dev, ino } = await stat(file, { bigint: true });
  const id = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\mastra-duckdb-${id}`;
  return join(await socketFolder(dirname(file)), `${id}.claim`);
}

/** `null` where the system cannot hold such a socket: then the lock of the engine is the only one. */
function listen(name: string, greeting: string): Promise<Server | 'taken' | null> {
  return new Promise(resolve => {
    const server = createServer(connection => {
      connection.on('error', () => undefined);
      connection.end(greeting);
    });
    server.once('error', error => resolve(hasCode(error, 'EADDRINUSE') ? 'taken' : null));
    server.listen(name, () => resolve(server));
    server.unref();
  });
}

/** Who has a file, as far as it says so in time. */
interface Holder {
  readonly pid?: number | undefined;
  /** It shares the file, or will in a moment. */
  readonly shares: boolean;
}

/** `null` where nobody listens. */
function holderOf(name: string): Promise<Holder | null> {
  return new Promise(resolve => {
    let said = '';
    const connection = connect(name);
    const end = (holder: Holder | null) => {
      connection.destroy();
      resolve(holder);
    };
    connection.setTimeout(ANSWER_MS, () => end({ shares: true }));
    connection.on('data', chunk => {
      said += chunk;
    });
    connection.once('end', () => end({ pid: Number.parseInt(said, 10) || undefined, shares: !said.endsWith('alone') }));
    connection.once('error', error => end(hasCode(error, 'ECONNREFUSED', 'ENOENT') ? null : { shares: true }));
  });
}

/** Removes a socket that nobody listens on. One thread at a time looks and removes: it could be the next one's otherwise. */
async function removeDead(name: string): Promise<void> {
  const lock = `${name}.takeover`;
  try {
    await mkdir(lock);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const since = await stat(lock).catch(() => null);
    if (since && Date.now() - since.mtimeMs > STALE_TAKEOVER_MS) await rmdir(lock).catch(() => undefined);
    await wait(10);
    return;
  }
  try {
    if ((await holderOf(name)) === null) await rm(name, { force: true });
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

function taken(path: string, holder: Holder | null): MastraError {
  const { pid, shares = true } = holder ?? {};
  if (pid !== process.pid) return lockedError(path, pid, shares);
  return new MastraError({
    code: 'DUCKDB_ALREADY_OPEN',
    domain: 'STORAGE',
    message: `${path} is open in another store of this process, or of one of its threads, that does not share it. Leave share: false out there and here, call close() on that store, or give this one a path of its own.`,
    details: { path, failure: 'unreachable', shares },
  });
}
