import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { MastraError } from '@mastra/core/error';

/** Where a receiver listens. */
export interface OtlpListenOptions {
  /** 0 takes any that is free. @default 4318, OTLP over HTTP's own */
  readonly port?: number;
  /** The address that is listened on; the default is heard on this machine only. @default '127.0.0.1' */
  readonly host?: string;
}

/** A receiver that listens. */
export interface OtlpListener {
  /** What senders are given as endpoint (`OTEL_EXPORTER_OTLP_ENDPOINT`). */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, and resolves when those under way are answered. */
  close(): Promise<void>;
}

/** How long a sender may take over one request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Serves a handler over HTTP/1.1 on a port of its own.
 *
 * @throws MastraError `OTLP_RECEIVER_LISTEN_FAILED` where the port is taken or the address is not one of this machine.
 */
export async function listenOn(
  handle: (request: Request) => Promise<Response>,
  { port = 4318, host = '127.0.0.1' }: OtlpListenOptions = {},
): Promise<OtlpListener> {
  const server = createServer((request, response) => {
    serve(handle, request, response).catch(() => response.destroy());
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    throw new MastraError({
      code: 'OTLP_RECEIVER_LISTEN_FAILED',
      domain: 'OBSERVABILITY',
      message: `The OTLP receiver cannot listen on ${host}:${port}: ${(error as Error).message}. Give another port, or 0 for any that is free.`,
      cause: error,
    });
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error && !isClosed(error) ? reject(error) : resolve()));
        server.closeIdleConnections();
      }),
  };
}

async function serve(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const response = await handle(asRequest(incoming));
  const body = Buffer.from(await response.arrayBuffer());
  // What is left of a body that was refused is not waited for.
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(body, () => {
    if (!incoming.complete) incoming.destroy();
  });
}

function asRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const { method = 'GET', url = '/' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // The host that a sender names is not to be trusted, and nothing depends on it.
  return new Request(`http://receiver${url.startsWith('/') ? url : '/'}`, {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  } as RequestInit);
}

function isClosed(error: Error): boolean {
  return (error as { code?: unknown }).code === 'ERR_SERVER_NOT_RUNNING';
}
