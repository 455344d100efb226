import { expect, test } from 'vitest';
import { requestBodies, rowText } from './request-bodies.ts';
import type { Row } from './row.ts';
import { logs3Body } from './testing/wire-schema.ts';

const project = { project_id: 'p-1', log_id: 'g' } as const;
const idsOf = (rows: readonly Row[], maxBytes: number) =>
  requestBodies(
    rows.map(row => rowText(row, project)),
    maxBytes,
  ).map(({ json, bytes, rowBytes }) => {
    expect(Buffer.byteLength(json)).toBe(bytes);
    const body = logs3Body.parse(JSON.parse(json));
    expect(rowBytes).toHaveLength(body.rows.length);
    return body.rows.map(row => row.id);
  });

test('rows share a request up to its limit, in their order, and a larger one goes alone', () => {
  const row = (id: string, length: number): Row => ({ id, input: 'é'.repeat(length), _is_merge: true });
  expect(idsOf([row('a', 10), row('b', 10), row('c', 400), row('d', 10)], 400)).toEqual([['a', 'b'], ['c'], ['d']]);
  expect(idsOf([], 400)).toEqual([]);
});

test('a row that is written twice is written in two requests, in order', () => {
  const once = (id: string, thumbs: number): Row => ({ id, scores: { thumbs }, _is_merge: true });
  expect(idsOf([once('a', 0), once('b', 0), once('a', 1), once('c', 1)], 10_000)).toEqual([
    ['a', 'b'],
    ['a', 'c'],
  ]);
});
