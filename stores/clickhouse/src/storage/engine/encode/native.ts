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
    const places = yield* sharedPlaces(columns, block);
    const present: { readonly column: InsertColumn<R>; readonly values: Values }[] = [];
    for (const column of columns) {
      const values = yield* valuesOf(column, block, places);
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

/** The values of a column: that of a row is the one at its place. */
interface Values {
  readonly values: readonly unknown[];
  readonly places: Uint32Array;
}

/** Which rows share an object, and the first row of each. */
interface Places<R> {
  readonly places: Uint32Array;
  readonly firsts: readonly R[];
}

type Shared<R> = NonNullable<InsertColumn<R>['shared']>;

function* sharedPlaces<R>(
  columns: readonly InsertColumn<R>[],
  rows: readonly R[],
): Generator<void, ReadonlyMap<Shared<R> | undefined, Places<R>>, void> {
  const found = new Map<Shared<R> | undefined, Places<R>>();
  found.set(undefined, { places: Uint32Array.from(rows.keys()), firsts: rows });
  for (const { shared } of columns) {
    if (shared !== undefined && !found.has(shared)) found.set(shared, yield* placesBy(shared, rows));
  }
  return found;
}

function* placesBy<R>(shared: Shared<R>, rows: readonly R[]): Generator<void, Places<R>, void> {
  const known = new Map<object | undefined, number>();
  const places = new Uint32Array(rows.length);
  const firsts: R[] = [];
  for (let i = 0; i < rows.length; i++) {
    const object = shared(rows[i]!);
    let place = known.get(object);
    if (place === undefined) {
      place = firsts.push(rows[i]!) - 1;
      known.set(object, place);
    }
    places[i] = place;
    if (i % LOOK === LOOK - 1) yield;
  }
  return { places, firsts };
}

/** The values of a column, or nothing where no row has one. */
function* valuesOf<R>(
  { value, shared }: InsertColumn<R>,
  rows: readonly R[],
  sharedBy: ReadonlyMap<Shared<R> | undefined, Places<R>>,
): Generator<void, Values | null, void> {
  const { places, firsts } = sharedBy.get(shared) ?? { places: Uint32Array.from(rows.keys()), firsts: rows };
  const values: unknown[] = new Array(firsts.length);
  let isPresent = false;
  for (let i = 0; i < firsts.length; i++) {
    const found = value(firsts[i]!);
    values[i] = found;
    isPresent ||= found !== undefined;
    if (i % LOOK === LOOK - 1) yield;
  }
  return isPresent ? { values, places } : null;
}

type WriteColumn = (writer: ByteWriter, values: Values, form: Form) => Steps;

/** A column whose values are written one after the other, by a writer that takes what is absent as well. */
function plain(write: (writer: ByteWriter, value: never) => void): WriteColumn {
  return function* (writer, values, form) {
    writer.text(FORM_TYPES[form]);
    yield* each(writer, values, write as (writer: ByteWriter, value: unknown) => void);
  };
}

function* each(
  writer: ByteWriter,
  { values, places }: Values,
  write: (writer: ByteWriter, value: unknown) => void,
): Steps {
  for (let i = 0; i < places.length; i++) {
    write(writer, values[places[i]!]);
    if (i % STEP === STEP - 1) yield;
  }
}

function* eachText(writer: ByteWriter, texts: Iterable<string>): Steps {
  let count = 0;
  for (const one of texts) {
    writer.text(one);
    if (++count % STEP === 0) yield;
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
    yield* each(writer, values, write as (writer: ByteWriter, value: unknown) => void);
  };
}

/** What a block of a `LowCardinality` column begins with: its dictionary is in the block, and there alone. */
const DICTIONARY_VERSION = 1;
const OWN_KEYS = 1 << 9;

/** Each text once, then the place of every value among them. */
class Dictionary {
  readonly #places = new Map<string, number>();
  #last: string | undefined;
  #place = 0;

  place(text: string): number {
    if (text === this.#last) return this.#place;
    this.#last = text;
    this.#place = this.#places.get(text) ?? this.#places.size;
    if (this.#place === this.#places.size) this.#places.set(text, this.#place);
    return this.#place;
  }

  /** @param indexes the places of all values, one after the other */
  *write(writer: ByteWriter, indexes: Uint32Array): Steps {
    const { size } = this.#places;
    const width = size <= 0x100 ? 0 : size <= 0x1_0000 ? 1 : 2;
    writer.uint64(width | OWN_KEYS);
    writer.uint64(size);
    yield* eachText(writer, this.#places.keys());
    writer.uint64(indexes.length);
    for (let i = 0; i < indexes.length; i++) {
      if (width === 0) writer.byte(indexes[i]!);
      else if (width === 1) writer.uint16(indexes[i]!);
      else writer.uint32(indexes[i]!);
      if (i % LOOK === LOOK - 1) yield;
    }
  }
}

function* fewTexts(writer: ByteWriter, { values, places }: Values): Steps {
  writer.text(FORM_TYPES.fewTexts);
  writer.uint64(DICTIONARY_VERSION);
  const dictionary = new Dictionary();
  const own = Uint32Array.from(values, value => dictionary.place((value as string | undefined) ?? ''));
  yield;
  yield* dictionary.write(
    writer,
    places.map(place => own[place]!),
  );
}

/** The lists of all rows, one after the other: where each ends, and the places of their texts in a dictionary. */
function* lists(
  writer: ByteWriter,
  { places }: Values,
  listOf: readonly (readonly string[])[],
  type: string,
  emptyType: string,
): Generator<void, boolean, void> {
  const dictionary = new Dictionary();
  const own = listOf.map(list => list.map(text => dictionary.place(text)));
  yield;
  let count = 0;
  for (const place of places) count += own[place]!.length;
  // A dictionary of nothing has no form of its own: such a block has plain texts, which there are none of.
  writer.text(count === 0 ? emptyType : type);
  if (count > 0) writer.uint64(DICTIONARY_VERSION);
  const indexes = new Uint32Array(count);
  let end = 0;
  for (let i = 0; i < places.length; i++) {
    for (const index of own[places[i]!]!) indexes[end++] = index;
    writer.uint64(end);
    if (i % STEP === STEP - 1) yield;
  }
  if (count > 0) yield* dictionary.write(writer, indexes);
  return count > 0;
}

function* tags(writer: ByteWriter, values: Values): Steps {
  const listOf = values.values.map(value => (value as readonly string[] | undefined) ?? []);
  yield* lists(writer, values, listOf, FORM_TYPES.tags, 'Array(String)');
}

function* labels(writer: ByteWriter, values: Values): Steps {
  const objects = values.values.map(value => (value as Readonly<Record<string, string>> | undefined) ?? {});
  const names = objects.map(Object.keys);
  const isPresent = yield* lists(writer, values, names, FORM_TYPES.labels, 'Map(String, String)');
  if (!isPresent) return;
  const texts = objects.map(object => Object.values(object));
  for (let i = 0; i < values.places.length; i++) {
    for (const one of texts[values.places[i]!]!) writer.text(one);
    if (i % STEP === STEP - 1) yield;
  }
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
