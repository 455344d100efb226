import { describe, expect, it } from 'vitest';
import { windowsOf } from './windows.ts';

const extent = { total: 1_000_000, from: 0, to: 10_000_000 };
const order = (direction: 'ASC' | 'DESC') => ({ field: 'timestamp', direction, kind: 'date', ids: ['logId'] }) as never;
const texts = (...args: Parameters<typeof windowsOf>) => windowsOf(...args).map(({ text }) => text);
const whole = { column: 'timestamp', isWhole: true };
const filtered = { column: 'timestamp', isWhole: false };

describe('the windows that a list looks into first', () => {
  it('are at the end that the order begins with, for twice the rows and then for more', () => {
    expect(texts(extent, order('DESC'), whole, 20)).toEqual([
      'timestamp >= make_timestamp_ms(9999600)',
      'timestamp >= make_timestamp_ms(9993600)',
    ]);
    expect(texts(extent, order('ASC'), whole, 20)).toEqual([
      'timestamp <= make_timestamp_ms(400)',
      'timestamp <= make_timestamp_ms(6400)',
    ]);
  });

  it('hold a row group where conditions choose among the rows', () => {
    expect(texts(extent, order('DESC'), filtered, 20)).toEqual(['timestamp >= make_timestamp_ms(8771200)']);
  });

  it('go on from a cursor', () => {
    expect(texts(extent, order('DESC'), whole, 20, 5_000_000)[0]).toBe('timestamp >= make_timestamp_ms(4999600)');
    expect(texts(extent, order('ASC'), whole, 20, 5_000_000)[0]).toBe('timestamp <= make_timestamp_ms(5000400)');
  });

  it('are none where the whole table is as quick', () => {
    expect(texts({ ...extent, total: 30 }, order('DESC'), whole, 20)).toEqual([]);
    expect(texts({ ...extent, total: 200_000 }, order('DESC'), filtered, 20)).toEqual([]);
    expect(texts({ total: 0, from: null, to: null }, order('DESC'), whole, 20)).toEqual([]);
  });
});
