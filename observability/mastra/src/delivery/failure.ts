/**
 * What a failed delivery means. `unreachable`: the same batch may succeed later. `rejected`: the destination looked at
 * the batch and refused it, so something in it is at fault. `unknown`: cannot tell.
 */
export type DeliveryFailure = 'unreachable' | 'rejected' | 'unknown';

/** Thrown by a destination that wants a pause of its own choosing, for example after a `Retry-After` header. */
export class RetryAfterError extends Error {
  override readonly name = 'RetryAfterError';
  readonly delayMs: number;

  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options);
    this.delayMs = delayMs;
  }
}

/** Thrown by a destination that will never take this signal. */
export class UnsupportedSignalError extends Error {
  override readonly name = 'UnsupportedSignalError';
}
