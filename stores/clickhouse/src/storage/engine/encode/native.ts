import { ByteWriter } from './byte-writer.ts';
import { type EncodedRows, FORM_TYPES, type Form, type InsertColumn } from './forms.ts';
import { paced } from './paced.ts';

/** Rows of one block: with more, texts of few values would need wider numbers. */
const BLOCK_ROWS = 32_768;
/** Values written between two looks at the clock. */
const STEP = 128;
/** Values read between two looks at the clock. */
const LOOK = 1024;

/**
 * Rows as `Native` blocks, the engine's own columnar format: every column has its name and type with it, so that what
 * does not fit the table is refused by name.
 */
export async function encodeNative<R>(columns: readonly InsertColumn<R>[], rows: readonly R[]): Promise<EncodedRows> {
  const writer = new ByteWriter();
  const names: string[] = [];
  await paced(writeBlocks(writer, columns, rows, names));
  return { format: 'Native', columns: names, parts: writer.chunks() };
}

type Steps = Generator<void, void, void>;

function* writeBlocks<R>(
  writer: ByteWriter,
  columns: readonly InsertColumn<R>[],
  rows: readonly R[],
  names: string[],
): Steps {
  for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
    const block = rows.slice(start, start + BLOCK_ROWS);
    const present: { readonly column: InsertColumn<R>; readonly values: readonly unknown[] }[] = [];
    for (const column of columns) {
      const values = yield* valuesOf(column, block);
      if (values) present.push({ column, values });
    }
    writer.varint(present.length);
    writer.varint(block.length);
    for (const { column, values } of present) {
      writer.text(column.name);
      yield* writeColumn[column.form](writer, values, column.form);
      if (!names.includes(column.name)) names.push(column.name);
    }
  }
}

/** The values of a column, or nothing where no row has one. */
function* valuesOf<R>(
  { value }: InsertColumn<R>,
  rows: readonly R[],
): Generator<void, readonly unknown[] | null, void> {
  const values: unknown[] = new Array(rows.length);
  let isPresent = false;
  for (let i = 0; i < rows.length; i++) {
    const found = value(rows[i]!);
    values[i] = found;
    isPresent ||= found !== undefined;
    if (i % LOOK === LOOK - 1) yield;
  }
  return isPresent ? values : null;
}

type WriteColumn = (writer: ByteWriter, values: readonly unknown[], form: Form) => Steps;

/** A column whose values are written one after the other, by a writer that takes what is absent as well. */
function plain(write: (writer: ByteWriter, value: never) => void): WriteColumn {
  return function* (writer, values, form) {
    writer.text(FORM_TYPES[form]);
    yield* each(writer, values, write as (writer: ByteWriter, value: unknown) => void);
  };
}

function* each<T>(writer: ByteWriter, values: readonly T[], write: (writer: ByteWriter, value: T) => void): Steps {
  for (let i = 0; i < values.length; i++) {
    write(writer, values[i]!);
    if (i % STEP === STEP - 1) yield;
  }
}

const text = (writer: ByteWriter, value: string | undefined) => writer.text(value ?? '');
const date = (writer: ByteWriter, value: number | undefined) => writer.uint64(value ?? 0);
const float = (writer: ByteWriter, value: number | undefined) => writer.float64(value ?? 0);

/** Whether each value is absent, then the values. */
function optional(write: (writer: ByteWriter, value: number | undefined) => void): WriteColumn {
  return function* (writer, values, form) {
    writer.text(FORM_TYPES[form]);
    yield* each(writer, values, (to, value) => to.byte(value === undefined ? 1 : 0));
    yield* each(writer, values as readonly (number | undefined)[], write);
  };
}

/** What a block of a `LowCardinality` column begins with: its dictionary is in the block, and there alone. */
const DICTIONARY_VERSION = 1;
const OWN_KEYS = 1 << 9;

/** Each text once, then the place of every value among them. */
function* dictionary(writer: ByteWriter, values: readonly string[]): Steps {
  const places = new Map<string, number>();
  const indexes = new Uint32Array(values.length);
  let last: string | undefined;
  let place = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== last) {
      last = value;
      place = places.get(value) ?? places.size;
      if (place === places.size) places.set(value, place);
    }
    indexes[i] = place;
    if (i % STEP === STEP - 1) yield;
  }
  const width = places.size <= 0x100 ? 0 : places.size <= 0x1_0000 ? 1 : 2;
  writer.uint64(width | OWN_KEYS);
  writer.uint64(places.size);
  yield* each(writer, [...places.keys()], text);
  writer.uint64(values.length);
  for (let i = 0; i < indexes.length; i++) {
    if (width === 0) writer.byte(indexes[i]!);
    else if (width === 1) writer.uint16(indexes[i]!);
    else writer.uint32(indexes[i]!);
    if (i % STEP === STEP - 1) yield;
  }
}

function* fewTexts(writer: ByteWriter, values: readonly unknown[]): Steps {
  writer.text(FORM_TYPES.fewTexts);
  writer.uint64(DICTIONARY_VERSION);
  yield* dictionary(
    writer,
    values.map(value => (value as string | undefined) ?? ''),
  );
}

function* offsets(writer: ByteWriter, sizes: Iterable<number>): Steps {
  let end = 0;
  let count = 0;
  for (const size of sizes) {
    end += size;
    writer.uint64(end);
    if (++count % STEP === 0) yield;
  }
}

function* tags(writer: ByteWriter, values: readonly unknown[]): Steps {
  const lists = values.map(value => (value as readonly string[] | undefined) ?? []);
  const all = lists.flat();
  // A dictionary of nothing has no form of its own: such a block has plain texts, which there are none of.
  writer.text(all.length === 0 ? 'Array(String)' : FORM_TYPES.tags);
  if (all.length > 0) writer.uint64(DICTIONARY_VERSION);
  yield* offsets(
    writer,
    lists.map(list => list.length),
  );
  if (all.length > 0) yield* dictionary(writer, all);
}

function* labels(writer: ByteWriter, values: readonly unknown[]): Steps {
  const sizes: number[] = [];
  const names: string[] = [];
  const texts: string[] = [];
  for (const value of values) {
    const before = names.length;
    const found = value as Readonly<Record<string, string>> | undefined;
    if (found !== undefined) {
      for (const name of Object.keys(found)) {
        names.push(name);
        texts.push(found[name]!);
      }
    }
    sizes.push(names.length - before);
    if (sizes.length % STEP === 0) yield;
  }
  writer.text(names.length === 0 ? 'Map(String, String)' : FORM_TYPES.labels);
  if (names.length > 0) writer.uint64(DICTIONARY_VERSION);
  yield* offsets(writer, sizes);
  if (names.length === 0) return;
  yield* dictionary(writer, names);
  yield* each(writer, texts, text);
}

const writeColumn: Readonly<Record<Form, WriteColumn>> = {
  text: plain(text),
  fewTexts,
  date: plain(date),
  optionalDate: optional(date),
  seconds: plain((writer, ms: number) => writer.uint32(Math.floor(ms / 1000))),
  number: plain(float),
  optionalNumber: optional(float),
  flag: plain((writer, value: boolean | undefined) => writer.byte(value === true ? 1 : 0)),
  sign: plain((writer, value: number) => writer.byte(value & 0xff)),
  version: plain(date),
  tags,
  labels,
};
