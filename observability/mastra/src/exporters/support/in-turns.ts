import { setImmediate as turn } from 'node:timers/promises';

/** How long records are made between two turns of the event loop, in milliseconds. */
const SLICE_MS = 2;

/**
 * Makes something of every item, in order, and lets the event loop turn every two milliseconds: translating a batch of
 * large spans takes tens of milliseconds, in which the application would answer nobody.
 *
 * @example
 * const rows = await inTurns(events, event => JSON.stringify(rowOf(event)));
 */
export async function inTurns<T, R>(items: Iterable<T>, make: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  let since = performance.now();
  for (const item of items) {
    if (performance.now() - since >= SLICE_MS) {
      await turn();
      since = performance.now();
    }
    made.push(make(item));
  }
  return made;
}
