import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { MastraError } from '@mastra/core/error';
import { RemoteObservability } from '@mastra/core/storage';
import type { Address } from './address.ts';
import { type ExtraMethod, sendExtra } from './extra.ts';

/** An owner that does not answer for so long is not one to wait for. */
const TIMEOUT_MS = 60_000;
const CONNECTIONS = 4;

/** The way to a database that another process or thread owns. Idle connections keep no process alive. */
export class Link {
  readonly storage: RemoteObservability;
  readonly #agent: Agent;
  readonly #fetch: (request: Request) => Promise<Response>;

  private constructor(address: Address) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    this.#fetch = request => send(this.#agent, address, request);
    this.storage = new RemoteObservability({ fetch: this.#fetch, timeoutMs: TIMEOUT_MS });
  }

  /** `undefined` where nobody is there, or somebody else. */
  static async open(address: Address): Promise<Link | undefined> {
    const link = new Link(address);
    try {
      await link.storage.init();
      return link;
    } catch (error) {
      link.close();
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  extra(method: ExtraMethod, args: unknown): Promise<unknown> {
    return sendExtra(this.#fetch, method, args);
  }

  close(): void {
    this.#agent.destroy();
  }
}

const GONE = new Set(['STORAGE_UNREACHABLE', 'STORAGE_CLOSED', 'STORAGE_FORBIDDEN', 'STORAGE_ANSWER_INVALID']);

/** The owner has ended, is about to, or is another one by now: the call may be repeated with the next. */
export function isGone(error: unknown): boolean {
  if (MastraError.is(error)) return GONE.has(error.code);
  return error instanceof Error && 'code' in error;
}

async function send(agent: Agent, { socket, secret }: Address, request: Request): Promise<Response> {
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  const { pathname, search } = new URL(request.url);
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest({
      socketPath: socket,
      path: pathname + search,
      method: request.method,
      agent,
      signal: request.signal,
      headers: {
        ...Object.fromEntries(request.headers),
        authorization: `Bearer ${secret}`,
        host: 'owner',
        ...(body && { 'content-length': body.byteLength }),
      },
    });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    outgoing.end(body);
  });
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, {
    status: incoming.statusCode ?? 500,
    headers,
  });
}
