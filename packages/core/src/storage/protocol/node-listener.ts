import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

/**
 * A web-standard handler as a listener of `node:http` and of Express.
 *
 * @example
 * createServer(nodeListener(storageHandler(store))).listen(4318, '127.0.0.1');
 */
export function nodeListener(
  handler: (request: Request) => Promise<Response>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch(() => outgoing.destroy());
  };
}

async function answer(
  handler: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const response = await handler(requestOf(incoming, gone.signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  // A body that nobody has read to its end would be taken for the next request.
  if (!incoming.complete) outgoing.shouldKeepAlive = false;
  if (!response.body) {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing);
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  // In Express `url` lacks the path that the router is mounted at, which does not matter here.
  const url = new URL(incoming.url ?? '/', `http://${hostOf(incoming)}`);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  return new Request(url, {
    method: incoming.method ?? 'GET',
    headers,
    signal,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }),
  });
}

function hostOf(incoming: IncomingMessage): string {
  const { host } = incoming.headers;
  return host && URL.canParse(`http://${host}`) ? host : 'localhost';
}
