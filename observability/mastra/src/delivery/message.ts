import { MastraError, withoutUser } from '@mastra/core/error';

/**
 * What a thrown thing says of itself, and its cause where that adds something, without the credentials of an address. Never
 * throws.
 */
export function messageOf(error: unknown): string {
  try {
    return withoutUser(error instanceof Error ? withCause(error) : String(error));
  } catch {
    return 'an error that cannot be read';
  }
}

/** Our own errors say what to do; what they were caused by would only blur it. */
function withCause(error: Error): string {
  if (MastraError.is(error) || !(error.cause instanceof Error)) return error.message;
  // An error of several connection attempts has an empty message and a code.
  const { message, code } = error.cause as Error & { code?: unknown };
  const [cause = ''] = (message || String(code ?? '')).split('\n');
  return cause && !error.message.includes(cause) ? `${error.message}: ${cause}` : error.message;
}
