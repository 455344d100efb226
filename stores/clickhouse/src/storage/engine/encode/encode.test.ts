import { Readable } from 'node:stream';
import { createClient } from '@clickhouse/client';
import { afterAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { startHttpFront } from '../../../testing/http-front.ts';
import { type EncodedRows, FORM_TYPES, type Form, type InsertColumn } from './forms.ts';
import { encodeJsonLines } from './json-lines.ts';
import { encodeNative } from './native.ts';

const engine = await openEngine();
const user = { username: 'mastra', password: 'encode' };
const front = await startHttpFront(engine, user, { remember: false });
const client = createClient({ url: front.url, ...user, compression: { request: { codec: 'zstd' } } });
afterAll(async () => {
  await client.close();
  await front.close();
  await engine.close();
});

type Row = Partial<Record<Form, unknown>>;

const forms = Object.keys(FORM_TYPES) as Form[];
const columns: readonly InsertColumn<Row & { readonly n: number }>[] = [
  { name: 'n', form: 'number', value: row => row.n },
  ...forms.map(form => ({ name: form, form, value: (row: Row) => row[form] })),
];

let tables = 0;
/** What the engine holds after an insert. */
async function stored(rows: readonly Row[], encode: typeof encodeNative): Promise<readonly unknown[]> {
  const table = `encoded_${++tables}`;
  const declared = forms.map(form => `${form} ${FORM_TYPES[form]}`).join(', ');
  await client.command({ query: `CREATE TABLE ${table} (n Float64, ${declared}) ENGINE = Memory` });
  const body: EncodedRows = await encode(
    columns,
    rows.map((row, n) => ({ ...row, n })),
  );
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} (${body.columns.join(', ')}) FORMAT ${body.format}`,
    values: Readable.from(body.parts, { objectMode: false }),
    clickhouse_settings: { precise_float_parsing: 1 },
  });
  stream.resume();
  const read = await client.query({ query: `SELECT * FROM ${table} ORDER BY n`, format: 'JSONEachRow' });
  return read.json();
}

const full: Row = {
  text: 'a\0b\t\n"\\\'',
  fewTexts: 'x',
  date: Date.UTC(2026, 2, 1, 12, 0, 0, 123),
  optionalDate: Date.UTC(2299, 11, 31, 23, 59, 59, 999),
  seconds: Date.UTC(2026, 2, 1),
  number: 0.1,
  optionalNumber: 5e-324,
  flag: true,
  sign: -1,
  version: 2 ** 52 + 1,
  tags: ['a', 'ß', ''],
  labels: { a: '1', größe: '😀', '': '' },
};
const required: Row = { date: 0, seconds: 0, sign: 1, version: 0, number: 0 };
const many = (count: number, row: (n: number) => Row) =>
  Array.from({ length: count }, (_, n) => ({ ...required, ...row(n) }));

describe('rows of every form are stored alike by both formats', () => {
  test.each<[string, readonly Row[]]>([
    ['one full row', [full]],
    ['absent beside present', [full, required, full, required]],
    ['nothing but what is required', [required, required]],
    ['characters of one to four bytes', many(200, n => ({ text: 'ä€😀z'.repeat(n), fewTexts: `é${n}` }))],
    ['texts around the lengths at which their length takes another byte', many(300, n => ({ text: 'x'.repeat(n) }))],
    ['a text longer than a chunk', many(3, n => ({ text: `${n}é`.repeat(300_000) }))],
    ['300 different texts of few values', many(1000, n => ({ fewTexts: `value ${n % 300}` }))],
    [
      'more than 65,536 different tags in a block',
      many(2500, n => ({ tags: Array.from({ length: 30 }, (_, i) => `${n}-${i}`) })),
    ],
    ['empty lists and maps', many(10, () => ({ tags: [], labels: {} }))],
    ['labels in some rows', many(500, n => (n % 7 === 0 ? { labels: { [`k${n % 3}`]: `${n}` } } : {}))],
    [
      'numbers',
      [-1e308, 1.7976931348623157e308, -5e-324, 1 / 3, -42, 2 ** 53].map(number => ({ ...required, number })),
    ],
    [
      'more rows than a block holds',
      many(33_000, n => ({ fewTexts: `t${n % 2}`, text: n > 32_900 ? 'late' : undefined })),
    ],
  ])('%s', async (_, rows) => {
    const native = await stored(rows, encodeNative);
    expect(native.length).toBe(rows.length);
    expect(native).toEqual(await stored(rows, encodeJsonLines));
  });
});

test('a full row comes out as it went in', async () => {
  const [row] = await stored([full], encodeNative);
  expect(row).toMatchObject({
    text: full.text,
    fewTexts: 'x',
    date: '2026-03-01 12:00:00.123',
    optionalDate: '2299-12-31 23:59:59.999',
    number: 0.1,
    optionalNumber: 5e-324,
    flag: true,
    sign: -1,
    tags: full.tags,
    labels: full.labels,
  });
});

test('the same rows are the same bytes', async () => {
  const [a, b] = await Promise.all([1, 2].map(() => encodeNative(columns, [{ ...full, n: 1 }])));
  expect(Buffer.concat(a!.parts).equals(Buffer.concat(b!.parts))).toBe(true);
});

test('the event loop turns while many rows are encoded', async () => {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await encodeNative(
    columns,
    many(60_000, n => ({ ...full, fewTexts: `${n % 90}` })).map((row, n) => ({ ...row, n })),
  );
  isDone = true;
  expect(turns).toBeGreaterThan(10);
});
