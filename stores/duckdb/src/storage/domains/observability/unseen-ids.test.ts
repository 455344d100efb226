import { describe, expect, test } from 'vitest';
import { UnseenIds } from './unseen-ids.ts';

const prefix = '0123456789abcdef-';
const id = (n: number) => `${prefix}${n.toString(16).padStart(4, '0')}`;
const nothing = async () => true;

describe('UnseenIds', () => {
  test('suspects nothing of a series that began here, until an id comes again', async () => {
    const unseen = new UnseenIds();
    const first = [id(1), id(2), id(4095), id(4096)];
    expect(await unseen.suspects(first, nothing)).toEqual([]);
    unseen.add(first);
    expect(await unseen.suspects([id(2), id(3), id(4096), id(4097)], nothing)).toEqual([id(2), id(4096)]);
  });

  test('suspects everything of a series that the table holds rows of already', async () => {
    const unseen = new UnseenIds();
    expect(await unseen.suspects([id(1)], async () => false)).toEqual([id(1)]);
    unseen.add([id(1)]);
    expect(await unseen.suspects([id(2)], async () => false)).toEqual([id(2)]);
  });

  test('suspects ids of any other form', async () => {
    const unseen = new UnseenIds();
    const others = ['', 'log-1', `${prefix}xyz0`, `${prefix}001`, '0123456789ABCDEF-0001'];
    expect(await unseen.suspects(others, nothing)).toEqual(others);
    unseen.add(others);
    expect(await unseen.suspects(others, nothing)).toEqual(others);
  });

  test('suspects what it has forgotten', async () => {
    const unseen = new UnseenIds();
    const blocks = Array.from({ length: 4097 }, (_, n) => id((n + 1) * 4096));
    expect(await unseen.suspects(blocks, nothing)).toEqual([]);
    unseen.add(blocks);
    expect(await unseen.suspects([id(4096), id(4097), id(2 * 4096 + 1)], nothing)).toEqual([id(4096), id(4097)]);
  });
});
