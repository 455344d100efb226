import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { nodeListener, storageHandler } from '@mastra/core/storage';
import type { ObservabilityDuckDB } from '../domains/observability/index.ts';
import { socketFolder } from '../engine/claim.ts';
import { cleanAtExit, leaveAtExit } from '../engine/exit.ts';
import { PRIVATE_FILE } from '../engine/private-files.ts';
import { addressFile, publishAddress, withdrawAddress } from './address.ts';
import { extraHandler } from './extra.ts';

/** Between processes of one user there is no need for the limits of a network. */
const LIMITS = { maxRequestBytes: 2 ** 30, maxResponseBytes: Number.MAX_SAFE_INTEGER, timeoutMs: 3_600_000 };

/** Room for a path in the address of a socket, on every system. */
const LONGEST_SOCKET_PATH = 100;

/** Somebody who takes an answer so slowly asks the next owner again. */
const LONGEST_GOODBYE_MS = 5000;

/** Lets other processes and threads use a storage whose file this one has open. */
export class Owner {
  readonly #server: Server;
  readonly #path: string;
  readonly #socket: string;
  #answering = 0;
  #answered: (() => void) | undefined;

  private constructor(server: Server, path: string, socket: string) {
    this.#server = server;
    this.#path = path;
    this.#socket = socket;
    server.on('request', (_, response) => this.#count(response));
  }

  /** Listens beside the database, or in the temporary folder where that cannot be. The caller holds the database's lock. */
  static async listen(storage: ObservabilityDuckDB, path: string): Promise<Owner> {
    const secret = randomBytes(32).toString('base64url');
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, nodeListener(guarded(storage, secret)));
    // Serving others is no reason for this process to go on.
    server.on('connection', connection => connection.unref());
    const socket = await listenSomewhere(server, path);
    server.unref();
    if (process.platform !== 'win32') await chmod(socket, PRIVATE_FILE);
    await publishAddress(path, { socket, secret, pid: process.pid });
    for (const file of [socket, addressFile(path)]) cleanAtExit(file);
    return new Owner(server, path, socket);
  }

  /** Answers what has been asked, and nothing more. The socket and its address are gone before the lock is. */
  async close(): Promise<void> {
    await withdrawAddress(this.#path);
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    // The timer also holds the process until then, which connections of others do not.
    const enough = setTimeout(() => this.#server.closeAllConnections(), LONGEST_GOODBYE_MS);
    if (this.#answering > 0) {
      await new Promise<void>(resolve => {
        this.#answered = resolve;
      });
    }
    this.#server.closeAllConnections();
    await closed;
    clearTimeout(enough);
    for (const file of [this.#socket, addressFile(this.#path)]) leaveAtExit(file);
  }

  #count(response: ServerResponse): void {
    this.#answering++;
    response.once('close', () => {
      if (--this.#answering === 0) this.#answered?.();
    });
  }
}

function guarded(storage: ObservabilityDuckDB, secret: string): (request: Request) => Promise<Response> {
  const handler = storageHandler(storage, { readOnly: false, ...LIMITS });
  const extra = extraHandler(storage);
  const expected = Buffer.from(`Bearer ${secret}`);
  return async request => {
    const given = Buffer.from(request.headers.get('authorization') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return new Response(null, { status: 403 });
    return (await extra(request)) ?? handler(request);
  };
}

async function listenSomewhere(server: Server, path: string): Promise<string> {
  const short = `${randomBytes(6).toString('hex')}.sock`;
  if (process.platform === 'win32') return listen(server, `\\\\.\\pipe\\mastra-duckdb-${short}`);
  const beside = `${path}.sock`;
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) {
    // Whoever listened here held the lock that this process holds now.
    await rm(beside, { force: true });
    try {
      return await listen(server, beside);
    } catch {
      // Some file systems hold no sockets.
    }
  }
  return listen(server, join(await socketFolder(dirname(path)), short));
}

function listen(server: Server, socket: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => {
      server.off('error', reject);
      resolve(socket);
    });
  });
}
