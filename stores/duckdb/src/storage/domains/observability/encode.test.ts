import { expect, it } from 'vitest';
import { TABLES } from './columns.ts';
import { encode, lineEncoder, loadKey } from './encode.ts';

const itself = (row: object) => row;
const metric = (fields: object) => ({ metricId: 'm', timestamp: 1, name: 'n', ...fields });

function keyOf(name: string): string {
  const column = TABLES.metric.columns.find(column => column.name === name);
  if (!column) throw new Error(`no column ${name}`);
  return loadKey(TABLES.metric, column);
}

async function linesOf(rows: readonly object[]) {
  const { parts, columns, longest } = await encode(rows, lineEncoder(TABLES.metric, itself)());
  const text = Buffer.concat(parts).toString();
  const lines = text.trimEnd().split('\n');
  return { lines: lines.map(line => JSON.parse(line)), names: columns.map(({ name }) => name), longest };
}

it('writes a value that comes, stays, goes and comes back', async () => {
  const { lines } = await linesOf(
    ['a', 'a', undefined, 'a', 'b', undefined].map(userId => metric({ userId, value: 1 })),
  );
  expect(lines.map(line => line[keyOf('user_id')])).toEqual(['a', 'a', undefined, 'a', 'b', undefined]);
  expect(lines.every(line => line[keyOf('value')] === 1)).toBe(true);
});

it('names the columns that any row has, and no others', async () => {
  const { names } = await linesOf([metric({}), metric({ unit: 'ms' }), metric({ unit: undefined, tags: ['x'] })]);
  expect(names).toEqual(['metric_id', 'timestamp', 'name', 'unit', 'tags']);
});

it('bounds the bytes of the longest line', async () => {
  const { lines, longest } = await linesOf([metric({ unit: '漢'.repeat(500) }), metric({})]);
  expect(longest).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(lines[0])));
});
