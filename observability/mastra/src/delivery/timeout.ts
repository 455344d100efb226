export const TIMED_OUT = Symbol('timed out');

/**
 * The promise's answer, or `TIMED_OUT` after so many milliseconds. The timer holds the process, because
 * somebody waits for this very call, unless told otherwise.
 */
export function withTimeout<T>(
  promise: PromiseLike<T>,
  ms: number,
  options: { readonly holdProcess?: boolean } = {},
): Promise<T | typeof TIMED_OUT> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(TIMED_OUT), Math.min(Math.max(ms, 0), 2 ** 31 - 1));
    if (options.holdProcess === false) timer.unref();
    promise.then(
      value => {
        clearTimeout(timer);
        resolve(value);
      },
      error => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
