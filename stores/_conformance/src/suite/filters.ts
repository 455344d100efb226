import { CORRELATION_TEXT_FIELDS, type CorrelationTextField } from '@mastra/core/observability';
import { describe, expect, test } from 'vitest';
import { correlationValue } from '../fixtures/correlation.ts';
import { at } from '../fixtures/records.ts';
import { LISTED_SIGNALS, type ListedSignal } from '../fixtures/signals.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const metadata: readonly Record<string, unknown>[] = [
  { plan: 'pro', seats: 5, on: true },
  { plan: 'free', seats: '5', on: false },
  { plan: null, list: [1, 2], nested: { b: 1, a: 2 } },
  { list: [2, 1], nested: { a: 2 }, 'a.b': 'dot', "it's": 'quoted' },
];

const wanted: readonly (readonly [filter: Record<string, unknown>, found: number[]])[] = [
  [{ plan: 'pro' }, [0]],
  [{ plan: 'pro', seats: 5 }, [0]],
  [{ plan: 'pro', seats: '5' }, []],
  [{ seats: '5' }, [1]],
  [{ on: false }, [1]],
  [{ plan: null }, [2]],
  [{ list: [1, 2] }, [2]],
  [{ nested: { a: 2, b: 1 } }, [2]],
  [{ nested: { a: 2 } }, [3]],
  [{ 'a.b': 'dot' }, [3]],
  [{ "it's": 'quoted' }, [3]],
  [{ plan: 'PRO' }, []],
  [{ missing: null }, []],
  [{ missing: 'x' }, []],
];

/** The filters that all lists share, on all five signals. */
export function describeFilters(handle: StoreHandle): void {
  describe.each(LISTED_SIGNALS)('the filters of $name', signal => {
    if (signal.capability) needs(handle, signal.capability);
    describeCorrelation(handle, signal);
    describeMetadata(handle, signal);
    describeTags(handle, signal);
  });
}

function describeCorrelation(handle: StoreHandle, signal: ListedSignal): void {
  describe('correlation', () => {
    useData(handle, storage =>
      signal.write(
        storage,
        CORRELATION_TEXT_FIELDS.map((field, n) => ({ n, at: at(n), fields: { [field]: correlationValue(field, 1) } })),
      ),
    );
    const others = [...CORRELATION_TEXT_FIELDS];

    test.each(others)('%s', async (field: CorrelationTextField) => {
      const n = CORRELATION_TEXT_FIELDS.indexOf(field);
      expect(await signal.list(handle.storage, { [field]: correlationValue(field, 1) })).toEqual([n]);
      expect(await signal.list(handle.storage, { [field]: correlationValue(field, 2) })).toEqual([]);
    });

    test('the time, both ends inclusive', async () => {
      expect(await signal.list(handle.storage, { [signal.time]: { start: at(3), end: at(5) } })).toEqual([5, 4, 3]);
      expect(await signal.list(handle.storage, { [signal.time]: { start: at(5), end: at(4) } })).toEqual([]);
    });

    test('an empty text finds nothing', async () => {
      expect(await signal.list(handle.storage, { userId: '' })).toEqual([]);
    });
  });
}

function describeMetadata(handle: StoreHandle, signal: ListedSignal): void {
  describe('metadata, exactly, by key', () => {
    useData(handle, storage =>
      signal.write(storage, [
        ...metadata.map((fields, n) => ({ n, at: at(n), fields: { metadata: fields } })),
        { n: 9, at: at(9), fields: {} },
      ]),
    );

    test.each(wanted)('%j', async (filter, found) => {
      expect(await signal.list(handle.storage, { metadata: filter })).toEqual(found);
    });

    test('no key finds all', async () => {
      expect(await signal.list(handle.storage, { metadata: {} })).toEqual([9, 3, 2, 1, 0]);
    });
  });
}

function describeTags(handle: StoreHandle, signal: ListedSignal): void {
  describe('tags, all of them', () => {
    useData(handle, storage =>
      signal.write(storage, [
        { n: 0, at: at(0), fields: { tags: ['a', 'b,c', "d'"] } },
        { n: 1, at: at(1), fields: { tags: ['a', 'b'] } },
        { n: 2, at: at(2), fields: {} },
      ]),
    );

    test.each<[string[], number[]]>([
      [['a'], [1, 0]],
      [['b', 'a'], [1]],
      [['b,c'], [0]],
      [["d'", 'a', 'a'], [0]],
      [['c'], []],
      [['A'], []],
      [['a', 'x'], []],
      [[], [2, 1, 0]],
    ])('%j', async (tags, found) => {
      expect(await signal.list(handle.storage, { tags })).toEqual(found);
    });
  });
}
