import { describe, expect, it } from 'vitest';
import { dollars, duration, grouped } from './amounts.ts';
import { bar } from './bar.ts';
import { wantsColors } from './paint.ts';
import { clip, pad, safe, widthOf } from './text.ts';

describe('widthOf', () => {
  it.each([
    ['plain', 5],
    ['日本', 4],
    ['한국', 4],
    ['ＡＢ', 4],
    ['👋', 2],
    ['👨‍👩‍👧', 2],
    ['🇳🇴', 2],
    ['❤️', 2],
    ['e\u0301', 1],
    ['a\u200bb', 2],
    ['Ωж', 2],
    ['├─ ', 3],
    ['', 0],
  ])('of %s is %d', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('clip', () => {
  it.each([
    ['hello', 5, 'hello'],
    ['hello!', 5, 'hell…'],
    ['日本語', 5, '日本…'],
    ['日本語', 6, '日本語'],
    ['a👨‍👩‍👧b', 3, 'a…'],
    ['ab', 1, '…'],
    ['ab', 0, ''],
  ])('%s to %d columns', (text, columns, expected) => {
    expect(clip(text, columns)).toBe(expected);
  });

  it('never takes more room than it has', () => {
    const text = 'x日👋e\u0301─ 語🇳🇴y'.repeat(3);
    for (let columns = 0; columns < 40; columns++) expect(widthOf(clip(text, columns))).toBeLessThanOrEqual(columns);
  });
});

it('pads by columns', () => {
  expect([pad('日', 4), pad('日', 4, true), pad('long', 2)]).toEqual(['日  ', '  日', 'long']);
});

it('makes texts safe and leaves all others alone', () => {
  expect(safe('\u001b[31m\t\n\u007f\u0085\u202e')).toBe('␛[31m ↵␡\ufffd');
  expect(safe('Grüße, 世界 👋')).toBe('Grüße, 世界 👋');
});

describe('wantsColors', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ])('%o on a terminal: %s → %s', (env, isTerminal, wanted) => {
    expect(wantsColors(env, isTerminal)).toBe(wanted);
  });
});

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
});

it('writes amounts for people', () => {
  expect([duration(6.6), duration(3214), duration(250_000)]).toEqual(['7 ms', '3.21 s', '4 min 10 s']);
  expect([grouped(1234567), dollars(0.000139), dollars(0.05), dollars(12.5), dollars(0), dollars(undefined)]).toEqual([
    '1,234,567',
    '$0.00014',
    '$0.050',
    '$12.5',
    '$0.00',
    '',
  ]);
});
