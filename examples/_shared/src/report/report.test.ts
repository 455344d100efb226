import { describe, expect, it } from 'vitest';
import { bar } from './bar.ts';
import { duration, grouped, table } from './format.ts';

describe('bar', () => {
  const axis = { start: 1000, end: 1080, width: 8 };

  it.each([
    ['all of the axis', 1000, 1080, '████████'],
    ['a part of it', 1020, 1040, '  ██    '],
    ['parts of a character', 1000, 1025, '██▌     '],
    ['what is too short to be seen', 1040, 1040, '    ▏   '],
    ['the very end', 1080, 1080, '       ▏'],
  ])('shows %s', (_, start, end, expected) => {
    expect(bar(axis, start, end)).toBe(expected);
  });

  it('stands an axis of no length', () => {
    expect(bar({ start: 5, end: 5, width: 3 }, 5, 5)).toBe('▏  ');
  });
});

it('aligns columns by what is seen of them', () => {
  const rows = [
    ['a', '\u001b[31m10\u001b[0m', 'x'],
    ['bbb', '5', ''],
  ];
  expect(table(rows, 'lr')).toBe('  a    \u001b[31m10\u001b[0m  x\n  bbb   5');
});

it('writes numbers for people', () => {
  expect([duration(6.6), duration(3214), grouped(1234567)]).toEqual(['7 ms', '3.21 s', '1,234,567']);
});
