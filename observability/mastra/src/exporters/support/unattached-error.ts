/**
 * A judgement belongs to nothing that the destination could keep it with. `destinationFailure` takes it for a record at
 * fault: it goes to quarantine with this as the reason, and the others of its batch arrive.
 *
 * @example
 * throw new UnattachedError(`the score ${scoreId} belongs to no trace`, 'Langfuse', 'a traceId');
 */
export class UnattachedError extends Error {
  override readonly name = 'UnattachedError';
  /** That of a record that cannot be processed. */
  readonly status = 422;

  /** @param needs What would give it a place: `'a traceId or a sessionId'`. */
  constructor(what: string, destination: string, needs: string) {
    super(`${what}, so ${destination} has no place for it; give it ${needs}`);
  }
}
