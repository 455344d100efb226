import { expect, test } from 'vitest';
import { BackgroundWork } from './background.ts';

function background() {
  const warnings: string[] = [];
  return { warnings, work: new BackgroundWork({ warn: (message: string) => void warnings.push(message) }) };
}

test('work begins after the code that asked for it, and settled waits also for what it begins in turn', async () => {
  const { work } = background();
  const order: string[] = [];
  work.start('a', async () => {
    order.push('a');
    work.start('b', async () => void order.push('b'));
  });
  order.push('caller');
  expect(await work.settled()).toBe(true);
  expect(order).toEqual(['caller', 'a', 'b']);
  expect(await work.settled(0)).toBe(true);
});

test('a failure ends there, and is told once for each kind of work', async () => {
  const { work, warnings } = background();
  for (const what of ['x', 'x', 'y'])
    work.start(what, () => {
      throw new Error(`${what} broke`);
    });
  await work.settled();
  expect(warnings).toMatchObject([expect.stringContaining('x failed: x broke'), expect.stringContaining('y failed')]);
});

test('the wait has an end; then what is at work is told to stop, and nothing begins', async () => {
  const { work, warnings } = background();
  let stopped = false;
  work.start('endless', signal => {
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        stopped = true;
        reject(signal.reason);
      });
    });
  });
  expect(await work.settled(1)).toBe(false);
  await work.stop(1);
  work.start('late', () => Promise.reject(new Error('must not begin')));
  expect(await work.settled()).toBe(true);
  expect(stopped).toBe(true);
  expect(warnings).toEqual([]);
});

test('work that nobody finishes is bounded', async () => {
  const { work, warnings } = background();
  let begun = 0;
  let finish = () => undefined as void;
  const finished = new Promise<void>(resolve => {
    finish = resolve;
  });
  for (let i = 0; i < 1005; i++) {
    work.start('slow', () => {
      begun++;
      return finished;
    });
  }
  await work.settled(1);
  expect(begun).toBe(1000);
  expect(warnings).toEqual([expect.stringContaining('more than 1000')]);
  finish();
  await work.settled();
  work.start('next', async () => begun++);
  await work.settled();
  expect(begun).toBe(1001);
});
