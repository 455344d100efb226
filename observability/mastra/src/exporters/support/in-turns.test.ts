import { expect, test } from 'vitest';
import { inTurns } from './in-turns.ts';

test('what is made keeps its order, and others have their turns meanwhile', async () => {
  let turns = 0;
  let isDone = false;
  const tick = () => {
    turns++;
    if (!isDone) setImmediate(tick);
  };
  setImmediate(tick);
  const busy = (item: number) => {
    const until = performance.now() + 3;
    while (performance.now() < until);
    return { item, turns };
  };
  const made = await inTurns([1, 2, 3, 4], busy);
  isDone = true;
  expect(made.map(({ item }) => item)).toEqual([1, 2, 3, 4]);
  expect(made.at(-1)!.turns).toBeGreaterThanOrEqual(3);
});

test('what cannot be made fails the whole', async () => {
  await expect(inTurns(['{}', '{'], text => JSON.parse(text))).rejects.toThrow(SyntaxError);
  expect(await inTurns([], () => 1)).toEqual([]);
});
