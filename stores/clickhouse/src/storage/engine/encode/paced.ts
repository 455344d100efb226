import { setImmediate as turn } from 'node:timers/promises';

/** So long, in milliseconds, the event loop may be held up at a time. */
const SLICE_MS = 3;

/** Goes through small steps of work, with turns of the event loop in between. */
export async function paced(steps: Iterable<void>): Promise<void> {
  let since = performance.now();
  for (const _ of steps) {
    if (performance.now() - since < SLICE_MS) continue;
    await turn();
    since = performance.now();
  }
}

/** Does something with every item, with turns of the event loop in between. */
export function pacedEach<T>(items: Iterable<T>, task: (item: T) => void): Promise<void> {
  return paced(each(items, task));
}

/** Items between two looks at the clock. */
const STEP = 128;

function* each<T>(items: Iterable<T>, task: (item: T) => void): Generator<void, void, void> {
  let count = 0;
  for (const item of items) {
    task(item);
    if (++count % STEP === 0) yield;
  }
}
