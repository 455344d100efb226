import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { failureOfResponse, HttpStatusError } from '@mastra/observability';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';
import { readRpcStatus } from './rpc-status.ts';
import type { OtlpTransport, OtlpTransportOptions } from './transport.ts';

const compress = promisify(gzip);

const PROTOBUF = 'application/x-protobuf';

/**
 * OTLP over HTTP. OpenTelemetry's own HTTP transport retries by itself and tells neither the status nor the
 * `Retry-After` of an answer that it thinks worth a retry, so a batch that is refused for the credentials, the load or
 * an outage could not be told apart: the encoding is theirs, the request is ours.
 */
export class HttpTransport implements OtlpTransport {
  readonly #options: OtlpTransportOptions;
  readonly #contentType: string;

  constructor(options: OtlpTransportOptions, encoding: 'protobuf' | 'json') {
    this.#options = options;
    this.#contentType = encoding === 'json' ? 'application/json' : PROTOBUF;
  }

  async send(body: Uint8Array): Promise<Uint8Array> {
    const { url, headers, timeoutMs, gzip: zipped, what } = this.#options;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'user-agent': `${PACKAGE_NAME}/${PACKAGE_VERSION}`,
        ...headers,
        'content-type': this.#contentType,
        ...(zipped && { 'content-encoding': 'gzip' }),
      },
      body: zipped ? await compress(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      // A redirect would carry the credentials elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw await failureOfResponse(await readable(response), what);
    const answer = new Uint8Array(await response.arrayBuffer());
    // A web application answers anything with its page, and keeps nothing.
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      throw new HttpStatusError(`${what} answered with a web page (check the URL: is it a receiver of OTLP?)`, 404);
    }
    return answer;
  }

  close(): void {
    // Connections belong to the process and close when they are idle.
  }
}

/** A refusal in protobuf is a `google.rpc.Status`; what it says in words is what an error should repeat. */
async function readable(response: Response): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith(PROTOBUF)) return response;
  const { message } = readRpcStatus(new Uint8Array(await response.arrayBuffer()));
  // A response is not made with every status that one can come with.
  return { status: response.status, headers: response.headers, text: async () => message } as Response;
}
