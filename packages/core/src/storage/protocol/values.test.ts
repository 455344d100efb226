import { describe, expect, test } from 'vitest';
import { decodeValue, encodeValue, MAX_DEPTH } from './values.ts';

const there = (value: unknown) => decodeValue(encodeValue(value));
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce(inner => [inner], 0);

describe('a value that is sent', () => {
  test.each([
    ['dates, invalid ones too', { at: new Date(5), ended: new Date(Number.NaN), list: [new Date(0)] }],
    ['undefined and null, which are not the same', { a: undefined, b: null, list: [undefined, null] }],
    [
      'numbers of every kind',
      [0, -0, 1 / 3, 5e-324, 1e308, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ],
    ['big integers', { n: -123456789012345678901234567890n }],
    ['texts of every kind', ['', '\0', '\ud83d', '\ufeffbom', '{"$date":1}', '\u2028']],
    [
      'objects that look like ours',
      [{ $date: 5 }, { $undefined: true }, { $value: { $value: { a: 1 } } }, { $date: { $date: new Date(1) } }],
    ],
    ['keys of every kind', { constructor: 1, toString: { hasOwnProperty: new Date(2) }, '': 3, $other: 4 }],
  ])('comes back as it was: %s', (_, value) => {
    expect(there(value)).toEqual(value);
    expect(encodeValue(there(value))).toBe(encodeValue(value));
  });

  test('keeps a key named __proto__ as a key', () => {
    const value = there(JSON.parse('{"__proto__":{"polluted":true},"at":1}')) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'at']);
    expect(Object.getPrototypeOf(there({ a: JSON.parse('{"__proto__":{"x":[1]}}'), d: new Date(1) }))).toBe(
      Object.prototype,
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('says by toJSON what it is, as in JSON', () => {
    expect(there({ url: new URL('http://a/'), boxed: new Number(5), map: new Map([[1, 2]]) })).toEqual({
      url: 'http://a/',
      boxed: 5,
      map: {},
    });
  });

  test.each([
    [
      'a circle',
      () => {
        const a: { a?: unknown } = {};
        a.a = a;
        return a;
      },
    ],
    ['more levels than are allowed', () => nested(MAX_DEPTH + 5)],
  ])('is refused: %s', (_, make) => {
    expect(() => encodeValue(make())).toThrow(expect.objectContaining({ code: 'STORAGE_VALUE_INVALID' }));
  });

  test.each([
    ['no JSON', '{"a":'],
    ['too many levels', '['.repeat(5_000_000)],
    ['too many levels after a long text', `{"a":"${'\\"['.repeat(10)}","b":${'{"a":'.repeat(MAX_DEPTH + 5)}`],
    ['a date that is none', '{"a":{"$date":"now"}}'],
    ['a number that is one already', '{"$number":"5"}'],
    ['a big integer that never ends', `{"$bigint":"${'9'.repeat(100_000)}"}`],
    ['a value that holds none', '{"$value":[1]}'],
  ])('is refused on arrival: %s', (_, text) => {
    expect(() => decodeValue(text)).toThrow(expect.objectContaining({ code: 'STORAGE_VALUE_INVALID' }));
  });
});
