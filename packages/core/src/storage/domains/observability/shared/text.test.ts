import { describe, expect, test } from 'vitest';
import { compareText, foldCase, wellFormedDeep, words } from './text.ts';

describe('words', () => {
  test.each<[string, string[]]>([
    ['GET /users/42, naïve!', ['get', 'users', '42', 'naïve']],
    ['a_b-c a', ['a', 'b', 'c']],
    ['東京で、雨', ['東京で、雨']],
    ['👍 ok', ['👍', 'ok']],
    ['nul\0between', ['nul', 'between']],
    ['%_*', []],
    ['', []],
  ])('of %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

describe('foldCase', () => {
  test('maps each character by itself, whatever surrounds it', () => {
    expect(foldCase('ΌΣΟΣ ΣΑΣ')).toBe('όσοσ σασ');
    expect(foldCase('İI \u212a Straße ẞ')).toBe('ii k straße ß');
  });

  test('never changes the number of characters', () => {
    const all = Array.from({ length: 0x1f000 }, (_, n) => n).filter(n => n < 0xd800 || n > 0xdfff);
    const longer = all.filter(n => [...foldCase(String.fromCodePoint(n))].length !== 1);
    expect(longer).toEqual([]);
  });
});

test('compareText orders as UTF-8 bytes do', () => {
  const texts = ['', 'a', 'A', 'ab', 'é', '\uffff', '\ue000', '😀', '\ud7ff', '𝒜', 'a\0'];
  const byBytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...texts].sort(compareText)).toEqual(byBytes);
});

test('wellFormedDeep replaces unpaired surrogates in keys and values, and keeps dates', () => {
  const date = new Date(0);
  expect(wellFormedDeep({ 'k\ud800': ['v\udc00', { deep: '\ud800' }], date, n: 1 })).toEqual({
    'k\ufffd': ['v\ufffd', { deep: '\ufffd' }],
    date,
    n: 1,
  });
});
