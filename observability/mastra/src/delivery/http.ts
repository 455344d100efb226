import { RetryAfterError } from './failure.ts';

/** How much of an answer's text an error repeats. */
const EXCERPT = 500;

/** A destination answered, and not with success. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  /** The status of the answer. */
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/**
 * The error for an answer that is not a success: a `RetryAfterError` where the destination asked for a pause, else an
 * `HttpStatusError`. Reads the body, so that the connection can be used again.
 *
 * @param what What was refused, for the message: `'Langfuse scores'`.
 * @example
 * const response = await fetch(url, { method: 'POST', body });
 * if (!response.ok) throw await failureOfResponse(response, 'the log intake');
 */
export async function failureOfResponse(response: Response, what: string): Promise<Error> {
  const text = (await response.text().catch(() => '')).trim();
  const said = text ? `: ${text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text}` : '';
  const message = `${what} answered ${response.status}${advice(response.status)}${said}`;
  const delayMs = retryAfterMs(response.headers.get('retry-after'));
  const asksForPause = response.status === 429 || response.status === 503;
  return asksForPause && delayMs !== undefined
    ? new RetryAfterError(message, delayMs)
    : new HttpStatusError(message, response.status);
}

/**
 * What a `Retry-After` header asks for, in milliseconds: seconds or a date, as RFC 9110 has it (10.2.3). `undefined` for
 * no header or none that can be read.
 */
export function retryAfterMs(header: string | null | undefined, now: number = Date.now()): number | undefined {
  if (!header) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function advice(status: number): string {
  if (status === 401 || status === 403) return ' (check the credentials)';
  if (status === 404) return ' (check the URL)';
  return '';
}
