import { destinationFailure, HttpStatusError, RetryAfterError, retryAfterMs } from '@mastra/observability';
import { UnattachedError } from '@mastra/observability/exporters';

/** Langfuse gave no answer: no connection, or none in time. The SDK does not hand on why in a form to tell apart. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** What an error of Langfuse's SDK holds; its classes may come from another copy of the package. */
interface SdkError {
  readonly statusCode?: number;
  readonly body?: unknown;
  readonly rawResponse?: { readonly headers?: { get(name: string): string | null } };
}

const EXCERPT = 500;

/** An error of Langfuse's SDK in the form in which delivery knows what to do about it. */
export function requestFailure(error: unknown): Error {
  const { statusCode, body, rawResponse } = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  if (statusCode === undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    return new NoAnswerError(`Langfuse did not answer to scores: ${reason}`, { cause: error });
  }
  const said = body === undefined ? '' : `: ${excerpt(body)}`;
  const advice = statusCode === 401 || statusCode === 403 ? ' (check the keys)' : '';
  const message = `Langfuse answered ${statusCode}${advice} to scores${said}`;
  const delayMs = retryAfterMs(rawResponse?.headers?.get('retry-after'));
  const asksForPause = statusCode === 429 || statusCode === 503;
  return asksForPause && delayMs !== undefined
    ? new RetryAfterError(message, delayMs, { cause: error })
    : new HttpStatusError(message, statusCode, { cause: error });
}

/** What Langfuse said of a single score, of which it took others. */
export function scoreFailure(id: string, status: number, said: unknown): Error {
  return new HttpStatusError(`Langfuse answered ${status} to the score ${id}: ${excerpt(said)}`, status);
}

/** Why a score cannot be sent at all. */
export function homeless(id: string): Error {
  const what = `the score ${id} belongs to no trace and no session`;
  return new UnattachedError(what, 'Langfuse', 'a traceId, or a sessionId or threadId');
}

/** Of several failures the one to act on: first wait for what may still go away, then put aside what will not. */
export function mostHopeful(failures: readonly Error[]): Error | undefined {
  return failures.find(failure => isPassing(failure)) ?? failures[0];
}

/** Whether the same score may be taken later. */
function isPassing(failure: Error): boolean {
  return failure instanceof RetryAfterError || failure instanceof NoAnswerError
    ? true
    : destinationFailure(failure) !== 'rejected';
}

function excerpt(said: unknown): string {
  const words = typeof said === 'string' ? said : (JSON.stringify(said) ?? '');
  return words.length > EXCERPT ? `${words.slice(0, EXCERPT)}…` : words;
}
