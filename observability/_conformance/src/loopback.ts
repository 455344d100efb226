import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Fault } from './destination.ts';

export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Without its compression. */
  readonly body: Buffer;
}

export interface LoopbackAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface LoopbackOptions {
  /** What a healthy destination answers. @default 200 with `{}` */
  readonly answer?: (request: ReceivedRequest) => LoopbackAnswer;
  /** Requests that no fault touches and that are not kept, such as a log-in. */
  readonly isAside?: (request: ReceivedRequest) => boolean;
}

/** An HTTP server on the loopback interface that keeps what it acknowledged, and fails as it is told. */
export class LoopbackServer {
  readonly #answer: (request: ReceivedRequest) => LoopbackAnswer;
  readonly #isAside: (request: ReceivedRequest) => boolean;
  readonly #accepted: ReceivedRequest[] = [];
  #server: Server | undefined;
  #port = 0;
  #fault: Fault | undefined;
  #requests = 0;

  constructor(options: LoopbackOptions = {}) {
    this.#answer = options.answer ?? (() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
    this.#isAside = options.isAside ?? (() => false);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Requests that got the answer of a healthy destination, those aside left out. */
  get accepted(): readonly ReceivedRequest[] {
    return this.#accepted;
  }

  /** All requests, those aside left out. */
  get requestCount(): number {
    return this.#requests;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => this.#receive(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  async behave(fault: Fault | undefined): Promise<void> {
    this.#fault = fault;
    if (fault?.kind === 'refuse') await this.stop();
    else if (!this.#server) await this.start();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  #receive(message: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    message.on('data', chunk => chunks.push(chunk));
    message.on('end', () => {
      const request: ReceivedRequest = {
        method: message.method ?? '',
        path: message.url ?? '',
        headers: message.headers,
        body: decompressed(Buffer.concat(chunks), message.headers['content-encoding']),
      };
      const isAside = this.#isAside(request);
      if (!isAside) this.#requests++;
      const refusal = isAside ? undefined : this.#refusal(request);
      if (refusal === 'silence') return;
      if (!refusal && !isAside) this.#accepted.push(request);
      const { status = 200, headers, body } = refusal ?? this.#answer(request);
      response.writeHead(status, headers).end(body);
    });
  }

  #refusal(request: ReceivedRequest): LoopbackAnswer | 'silence' | undefined {
    const fault = this.#fault;
    if (fault?.kind === 'status') return { status: fault.status, headers: fault.headers, body: 'as the test wants it' };
    if (fault?.kind === 'hang') return 'silence';
    if (fault?.kind === 'poison' && request.body.includes(fault.marker)) return { status: 400, body: 'malformed' };
    return undefined;
  }
}

function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  switch (encoding) {
    case 'gzip':
      return gunzipSync(body);
    case 'deflate':
      return inflateSync(body);
    case 'br':
      return brotliDecompressSync(body);
    default:
      return body;
  }
}
