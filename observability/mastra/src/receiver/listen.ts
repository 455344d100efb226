import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { MastraError } from '@mastra/core/error';
import { isLoopback } from './guard.ts';

/** Where a receiver listens. */
export interface OtlpListenOptions {
  /** 0 takes any that is free. @default 4318 over HTTP, 4317 over gRPC */
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

/** How long a sender may take over the headers, and over one request, in milliseconds. */
const HEADERS_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 20_000;
/** How often the server looks for those that take longer. By itself it would do so every 30 seconds. */
const CHECK_INTERVAL_MS = 1000;
/** Connections beyond this many are closed: each takes up memory before it has sent anything. */
const MAX_CONNECTIONS = 1024;

/**
 * Serves a handler over HTTP/1.1 on a port of its own.
 *
 * @param isGuarded whether `authorize` decides who may send
 * @throws MastraError `OTLP_RECEIVER_UNGUARDED` for an address that others reach, without `authorize`;
 * `OTLP_RECEIVER_LISTEN_FAILED` where the port is taken or the address is not one of this machine.
 */
export async function listenOn(
  handle: (request: Request) => Promise<Response>,
  isGuarded: boolean,
  { port = 4318, host = '127.0.0.1' }: OtlpListenOptions = {},
): Promise<OtlpListener> {
  checkAddress(host, isGuarded);
  const timeouts = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  };
  const server = createServer(timeouts, (request, response) => {
    serve(handle, request, response).catch(() => response.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;
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

/** @throws MastraError `OTLP_RECEIVER_UNGUARDED` */
export function checkAddress(host: string, isGuarded: boolean): void {
  if (isGuarded || isLoopback(host)) return;
  throw new MastraError({
    code: 'OTLP_RECEIVER_UNGUARDED',
    domain: 'OBSERVABILITY',
    message: `The OTLP receiver was asked to listen on ${host}, where others reach it, and has no \`authorize\`. Give createOtlpReceiver one, or listen on 127.0.0.1.`,
  });
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
  // The host that a sender names is among the headers.
  return new Request(`http://receiver${url.startsWith('/') ? url : '/'}`, {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  } as RequestInit);
}

function isClosed(error: Error): boolean {
  return (error as { code?: unknown }).code === 'ERR_SERVER_NOT_RUNNING';
}
