import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { failureOfResponse, HttpStatusError } from '../../delivery/http.ts';

const compress = promisify(gzip);

/** A request of an `HttpClient`. */
export interface HttpRequest {
  readonly url: string;
  /** @default 'POST' */
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData;
  /** Compress the body, where the destination takes that. @default false */
  readonly gzip?: boolean;
  /** What is asked, for messages: `'Datadog (logs)'`. */
  readonly what: string;
}

/**
 * Requests that end when their time is up or the exporter is shut down. A request counts as taken only when the
 * destination itself says so: redirects are not followed, and a web page is no answer.
 *
 * @example
 * const http = new HttpClient(30_000);
 * await http.send({ url, headers: { 'x-api-key': key }, body: JSON.stringify(rows), what: 'the log intake' });
 */
export class HttpClient {
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();

  /** @param timeoutMs How long one request may take, in milliseconds. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The text of a successful answer.
   *
   * @throws HttpStatusError, RetryAfterError, or an error of the network: all of them `destinationFailure` understands.
   */
  async send({ url, what, method = 'POST', headers, body, gzip: isCompressed }: HttpRequest): Promise<string> {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(isCompressed && { 'content-encoding': 'gzip' }) },
      body: isCompressed && body && !(body instanceof FormData) ? new Uint8Array(await compress(body)) : body,
      // A redirected POST would become a GET of some page, which answers 200.
      redirect: 'manual',
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#timeoutMs)]),
    });
    if (!response.ok) throw await failureOfResponse(response, what);
    const text = await response.text();
    const isPage = text !== '' && response.headers.get('content-type')?.startsWith('text/html');
    if (!isPage) return text;
    const message = `${what} answered with a web page, so there is something else at ${url}. Check the URL.`;
    throw new HttpStatusError(message, 404);
  }

  /** Ends what is under way, so that a destination that does not answer keeps no process alive. */
  close(): void {
    this.#closing.abort();
  }
}
