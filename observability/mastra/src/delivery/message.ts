/** What a thrown thing says of itself, and its cause where that adds something. Never throws. */
export function messageOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error);
    const cause = error.cause instanceof Error ? causeText(error.cause) : '';
    return cause && !error.message.includes(cause) ? `${error.message}: ${cause}` : error.message;
  } catch {
    return 'an error that cannot be read';
  }
}

/** An error of several connection attempts has an empty message and a code. */
function causeText(cause: Error): string {
  return cause.message || String((cause as { code?: unknown }).code ?? '');
}
