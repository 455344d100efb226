import { expect, test } from 'vitest';
import { jsonText, jsonTextWithin } from './json-text.ts';

const strip = () => ({ left: 'out' });

test('half a surrogate pair becomes the replacement character, and text about one stays', () => {
  expect(JSON.parse(jsonText({ a: 'x\ud800y', b: '👋', c: '\\ud800' }))).toEqual({
    a: 'x\ufffdy',
    b: '👋',
    c: '\\ud800',
  });
});

test('what fits is not touched', () => {
  const value = { a: 'ä'.repeat(500), at: new Date(0) };
  expect(jsonTextWithin(value, { max: 2000, strip })).toBe(JSON.stringify(value));
});

test('long strings are cut, as little as needed, with a mark that gives their length', () => {
  const cut = JSON.parse(jsonTextWithin({ short: 'kept', list: ['👋'.repeat(50_000)] }, { max: 80_000, strip }));
  expect(cut.short).toBe('kept');
  expect(cut.list[0]).toMatch(/^👋+… \[cut: 100000 characters\]$/u);
  expect(cut.list[0].length).toBeGreaterThan(15_000);
});

test('where cutting does not help, the caller leaves out what is long', () => {
  expect(jsonTextWithin({ list: Array.from({ length: 10_000 }, () => 1) }, { max: 1000, strip })).toBe(
    '{"left":"out"}',
  );
});

test('a limit is measured as the destination measures', () => {
  const sizeOf = (json: string) => JSON.stringify(json).length;
  const value = { quoted: '"'.repeat(1000) };
  expect(jsonTextWithin(value, { max: 2500, strip })).toBe(JSON.stringify(value));
  expect(jsonTextWithin(value, { max: 2500, sizeOf, strip })).toContain('[cut: 1000 characters]');
});
