import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { failureOfResponse } from '@mastra/observability';

const compress = promisify(gzip);

/** How long one request may take, in milliseconds. */
const TIMEOUT_MS = 30_000;

export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
  /** Only where the intake documents that it takes compressed bodies. */
  readonly gzip?: boolean;
  /** What is posted to, for messages: `'Datadog (logs)'`. */
  readonly what: string;
  /** Ends the request when the exporter is shut down. */
  readonly signal: AbortSignal;
}

/** Posts JSON and answers the text that came back. Throws unless the answer is a 2xx. */
export async function post({ url, headers, body, gzip: isCompressed, what, signal }: Request): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(isCompressed && { 'content-encoding': 'gzip' }),
    },
    body: isCompressed ? new Uint8Array(await compress(body)) : body,
    // A redirected POST would become a GET of some page, which answers 200.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) throw await failureOfResponse(response, what);
  return response.text();
}
