/** A judgement that Datadog has no place for: it goes to quarantine, and the others of its batch arrive. */
export class UnattachedError extends Error {
  override readonly name = 'UnattachedError';
}
