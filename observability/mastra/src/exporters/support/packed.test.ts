import { expect, test } from 'vitest';
import { jsonBody, packed } from './packed.ts';

const sizeOf = (text: string) => text.length;

test('packs are filled up to the limit in bytes, in order, and what is too big goes alone', () => {
  const texts = ['aa', 'bb', 'cccccccccc', 'd', 'e'];
  expect([...packed(texts, { maxBytes: 6, sizeOf })]).toEqual([['aa', 'bb'], ['cccccccccc'], ['d', 'e']]);
});

test('packs are filled up to the limit in number', () => {
  expect([...packed(['a', 'b', 'c'], { maxBytes: 100, maxCount: 2, sizeOf })]).toEqual([['a', 'b'], ['c']]);
  expect([...packed([], { maxBytes: 100, sizeOf })]).toEqual([]);
});

test('a body is its records with commas between them', () => {
  const items = ['{"a":"é"}', '{"b":2}'].map(text => Buffer.from(text));
  expect(Buffer.from(jsonBody('{"batch":[', items, ']}')).toString()).toBe('{"batch":[{"a":"é"},{"b":2}]}');
  expect(Buffer.from(jsonBody('[', [], ']')).toString()).toBe('[]');
});
