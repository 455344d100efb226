/** Reports within this time of one like it are only counted, in milliseconds. */
const QUIET_MS = 60_000;

/** Makes the function that hears of errors of the receiver's own. Tells of the first, and of the sum of the rest. */
export function errorReporter(
  warn: (message: string, error: unknown) => void = (message, error) => console.warn(message, error),
  now: () => number = Date.now,
): (error: unknown) => void {
  let quietUntil = 0;
  let untold = 0;
  return error => {
    if (now() < quietUntil) {
      untold++;
      return;
    }
    const more = untold > 0 ? `, and ${untold} more since it was told last` : '';
    warn(`[observability] the OTLP receiver failed on a record or request${more}:`, error);
    quietUntil = now() + QUIET_MS;
    untold = 0;
  };
}
