import { after, afterHolding, cancel } from '../clock.ts';

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
    const start = options.holdProcess === false ? after : afterHolding;
    const timer = start(ms, () => resolve(TIMED_OUT));
    promise.then(
      value => {
        cancel(timer);
        resolve(value);
      },
      error => {
        cancel(timer);
        reject(error);
      },
    );
  });
}
