import { expect, test } from 'vitest';
import { canonicalJson, jsonText } from './json.ts';

test.each<[unknown, string | undefined]>([
  [null, undefined],
  [undefined, undefined],
  [Number.NaN, undefined],
  [() => 1, undefined],
  ['\ud83d', '"\ufffd"'],
  ['\\ud83d', '"\\\\ud83d"'],
  ['\\\ud83d', '"\\\\\ufffd"'],
  ['😀\n"', '"😀\\n\\""'],
  [{ 'k\udc00': ['\ud800\ud800'] }, '{"k\ufffd":["\ufffd\ufffd"]}'],
])('jsonText of %j', (value, expected) => {
  expect(jsonText(value)).toBe(expected);
});

test('canonicalJson is the same for equal values', () => {
  const a = { b: 1, a: [{ d: 1, c: null }], __proto__: undefined };
  const b = JSON.parse('{"a":[{"c":null,"d":1}],"b":1.0}');
  expect(canonicalJson(a)).toBe('{"a":[{"c":null,"d":1}],"b":1}');
  expect(canonicalJson(b)).toBe(canonicalJson(a));
  expect(canonicalJson(null)).toBe('null');
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});
