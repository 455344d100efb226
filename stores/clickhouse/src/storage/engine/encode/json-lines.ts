import type { EncodedRows, Form, InsertColumn } from './forms.ts';
import { paced } from './paced.ts';

/** Lines that become one part of the body. */
const PART_ROWS = 64;

/** Rows as `JSONCompactEachRow`, for an engine that takes an insert as text only. */
export async function encodeJsonLines<R>(
  columns: readonly InsertColumn<R>[],
  rows: readonly R[],
): Promise<EncodedRows> {
  const present = columns.filter(({ value }) => rows.some(row => value(row) !== undefined));
  const parts: Uint8Array[] = [];
  await paced(writeLines(present, rows, parts));
  return { format: 'JSONCompactEachRow', columns: present.map(({ name }) => name), parts };
}

function* writeLines<R>(
  columns: readonly InsertColumn<R>[],
  rows: readonly R[],
  parts: Uint8Array[],
): Generator<void, void, void> {
  const cells = columns.map(({ form, value }) => ({ value, write: writeCell[form] }));
  for (let start = 0; start < rows.length; start += PART_ROWS) {
    let text = '';
    for (const row of rows.slice(start, start + PART_ROWS)) {
      let line = '';
      for (const { value, write } of cells) line += `,${write(value(row))}`;
      text += `[${line.slice(1)}]\n`;
    }
    parts.push(Buffer.from(text));
    yield;
  }
}

const quoted = (value: unknown) => (value === undefined ? '""' : JSON.stringify(value));
const number = (value: unknown) => String(value ?? 0);

const writeCell: Readonly<Record<Form, (value: unknown) => string>> = {
  text: quoted,
  fewTexts: quoted,
  date: value => dateText(value as number),
  optionalDate: value => (value === undefined ? 'null' : dateText(value as number)),
  seconds: value => String(Math.floor((value as number) / 1000)),
  number,
  optionalNumber: value => (value === undefined ? 'null' : String(value)),
  flag: value => (value === true ? 'true' : 'false'),
  sign: number,
  version: number,
  tags: value => (value === undefined ? '[]' : JSON.stringify(value)),
  labels: value => (value === undefined ? '{}' : JSON.stringify(value)),
};

/** `"2026-03-01T12:00:00.123"`: the one form that holds for every moment from 1970 on. */
function dateText(ms: number): string {
  return `"${new Date(ms).toISOString().slice(0, 23)}"`;
}
