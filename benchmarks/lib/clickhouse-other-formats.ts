import { ByteWriter } from '../../stores/clickhouse/src/storage/engine/encode/byte-writer.ts';
import type { Form, InsertColumn } from '../../stores/clickhouse/src/storage/engine/encode/forms.ts';
import { paced } from '../../stores/clickhouse/src/storage/engine/encode/paced.ts';

interface Encoded {
  /** As the statement names it. */
  readonly format: never;
  readonly columns: readonly string[];
  readonly parts: readonly Uint8Array[];
}

const STEP = 64;
const columnsOf = <R>(columns: readonly InsertColumn<R>[], rows: readonly R[]) =>
  columns.filter(({ value }) => rows.some(row => value(row) !== undefined));

/** Rows as `JSONEachRow`: an object a line, with the names of its columns. */
export async function encodeJsonObjects<R>(columns: readonly InsertColumn<R>[], rows: readonly R[]): Promise<Encoded> {
  const present = columnsOf(columns, rows);
  const parts: Uint8Array[] = [];
  await paced(
    (function* () {
      for (let start = 0; start < rows.length; start += STEP) {
        let text = '';
        for (const row of rows.slice(start, start + STEP)) {
          const line: Record<string, unknown> = {};
          for (const { name, form, value } of present) {
            const found = value(row);
            if (found === undefined) continue;
            line[name] = form.endsWith('ate') ? new Date(found as number).toISOString().slice(0, 23) : found;
          }
          text += `${JSON.stringify(line)}\n`;
        }
        parts.push(Buffer.from(text));
        yield;
      }
    })(),
  );
  return { format: 'JSONEachRow' as never, columns: present.map(({ name }) => name), parts };
}

/** Rows as `RowBinary`: values one after the other, without names or types. */
export async function encodeRowBinary<R>(columns: readonly InsertColumn<R>[], rows: readonly R[]): Promise<Encoded> {
  const present = columnsOf(columns, rows).map(({ name, form, value }) => ({ name, value, write: writers[form] }));
  const writer = new ByteWriter();
  await paced(
    (function* () {
      for (let i = 0; i < rows.length; i++) {
        for (const { value, write } of present) write(writer, value(rows[i]!));
        if (i % STEP === STEP - 1) yield;
      }
    })(),
  );
  return { format: 'RowBinary' as never, columns: present.map(({ name }) => name), parts: writer.chunks() };
}

type Write = (writer: ByteWriter, value: unknown) => void;

const text: Write = (writer, value) => writer.text((value as string | undefined) ?? '');
const date: Write = (writer, value) => writer.uint64((value as number | undefined) ?? 0);
const float: Write = (writer, value) => writer.float64((value as number | undefined) ?? 0);
const optional =
  (write: Write): Write =>
  (writer, value) => {
    writer.byte(value === undefined ? 1 : 0);
    if (value !== undefined) write(writer, value);
  };

const writers: Readonly<Record<Form, Write>> = {
  text,
  fewTexts: text,
  date,
  optionalDate: optional(date),
  seconds: (writer, value) => writer.uint32(Math.floor((value as number) / 1000)),
  number: float,
  optionalNumber: optional(float),
  flag: (writer, value) => writer.byte(value === true ? 1 : 0),
  sign: (writer, value) => writer.byte((value as number) & 0xff),
  version: date,
  tags: (writer, value) => {
    const tags = (value as readonly string[] | undefined) ?? [];
    writer.varint(tags.length);
    for (const tag of tags) writer.text(tag);
  },
  labels: (writer, value) => {
    const entries = Object.entries((value as Readonly<Record<string, string>> | undefined) ?? {});
    writer.varint(entries.length);
    for (const entry of entries) for (const one of entry) writer.text(one);
  },
};
