import { expect, test } from 'vitest';
import { KnownIds } from './known-ids.ts';
import { KnownSpans } from './known-spans.ts';

const prefix = '0123456789abcdef-';
const id = (n: number) => prefix + n.toString(16).padStart(4, '0');

test('ids of a series that began here are known by whether they were written', () => {
  const known = new KnownIds();
  expect(known.unknownSeries(id(1))).toBe(prefix);
  expect(known.mayHold(id(1), 5)).toBe(true);
  known.begin(prefix, 5);
  expect(known.unknownSeries(id(1))).toBeNull();
  known.add(id(1));
  expect([0, 1, 2].map(n => known.mayHold(id(n), 5))).toEqual([false, true, false]);
  expect(known.mayHold(id(2), 4)).toBe(true);
});

test('ids of another form, and series that the table has, are always looked for', () => {
  const known = new KnownIds();
  for (const other of ['m-1', 'X123456789abcdef-0001', `${prefix}zzzz`, '']) {
    expect(known.unknownSeries(other)).toBeNull();
    expect(known.mayHold(other, 5)).toBe(true);
  }
  known.begin(prefix, Number.POSITIVE_INFINITY);
  expect(known.mayHold(id(7), 5)).toBe(true);
});

test('what is forgotten for want of space may be there', () => {
  const known = new KnownIds();
  known.begin(prefix, 0);
  const blocks = 4200;
  for (let block = 0; block < blocks; block++) known.add(id(block * 4096));
  expect(known.mayHold(id(1), 0)).toBe(true);
  expect(known.mayHold(id(blocks * 4096 - 1), 0)).toBe(false);
  expect(known.mayHold(id((blocks - 1) * 4096), 0)).toBe(true);
});

test('spans of traces that began here are known by whether they were written', () => {
  const known = new KnownSpans();
  const span = (spanId: string, startedAt = 10) => ({ traceId: 't', spanId, startedAt });
  expect(known.unknown(['t', 't', 'u'])).toEqual(['t', 'u']);
  expect(known.mayHold(span('a'))).toBe(true);
  known.begin(['t'], 10);
  expect(known.unknown(['t', 'u'])).toEqual(['u']);
  known.add(span('a'));
  expect([span('a'), span('b'), span('b', 9)].map(one => known.mayHold(one))).toEqual([true, false, true]);
});

test('the oldest traces are forgotten first', () => {
  const known = new KnownSpans();
  known.begin(['old', 'new'], 0);
  known.add({ traceId: 'old', spanId: 's', startedAt: 0 });
  for (let n = 0; n < 100_000; n++) known.add({ traceId: 'new', spanId: `${n}`, startedAt: 0 });
  expect(known.unknown(['old', 'new'])).toEqual(['old']);
});
