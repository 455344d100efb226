import { AsyncLocalStorage } from 'node:async_hooks';
import type { AnySpan } from './types/index.ts';

const key = Symbol.for('mastra.observability.ambient');
const shared = globalThis as { [key]?: AsyncLocalStorage<AnySpan> };

// One storage for the process, also where the package is loaded twice (ESM and CommonJS).
shared[key] ??= new AsyncLocalStorage<AnySpan>();
const ambient = shared[key];

/** The span that the calling code runs in, whatever the number of awaits between. */
export function getAmbientSpan(): AnySpan | undefined {
  return ambient.getStore();
}

/** Runs a function, and everything that it awaits or starts, inside a span, and inside what a bridge made of it. */
export function runInSpan<T>(span: AnySpan, fn: () => T): T {
  const { bridged } = span;
  return bridged === undefined ? ambient.run(span, fn) : bridged.run(() => ambient.run(span, fn));
}

/**
 * The same iterator, every step of which runs inside the span: a generator's body runs when somebody reads it, which
 * may be anywhere. Returning early is passed on.
 */
export async function* iterateInSpan<T>(span: AnySpan, source: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = runInSpan(span, () => source[Symbol.asyncIterator]());
  let done = false;
  try {
    while (true) {
      const step = await runInSpan(span, () => iterator.next());
      if (step.done) {
        done = true;
        return;
      }
      yield step.value;
    }
  } finally {
    if (!done) await runInSpan(span, () => iterator.return?.());
  }
}
