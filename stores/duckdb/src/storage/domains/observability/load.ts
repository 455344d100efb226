import type { WrittenLines } from '@mastra/core/storage';
import { literal, raw, type Sql, sql, unnested } from '../../engine/sql.ts';
import { ownColumns, type Table, TRACES } from './columns.ts';
import type { Numbered } from './definitions.ts';

/** The engine sets aside twice as much for each file that it reads. */
const SMALLEST_BUFFER = 1 << 20;

/** A load file that is written and waits to be taken in. */
export interface LoadFile {
  readonly path: string;
  readonly written: WrittenLines;
}

/** What becomes of a column that no line has: an expression over the fields of `given`. */
export type Derived = Readonly<Record<string, Sql>>;

/**
 * Inserts the lines of a file, but for those that meet `unless`. Fields that no line has are not named: looking for them in
 * every line costs as much as having them.
 */
export function insertFrom(
  table: Table,
  { path, written }: LoadFile,
  [contexts, series]: readonly [Numbered, Numbered],
  derived: Derived = {},
  unless?: Sql,
): Sql {
  const own = ownColumns(table);
  const loaded = own.filter(({ field }) => field !== null && written.fields.has(field));
  const into = loaded.map(({ name }) => name);
  const from = loaded.map(({ load }) => raw(load));
  for (const [name, expression] of Object.entries(derived)) {
    into.push(name);
    from.push(expression);
  }
  if (isNumbered(table)) {
    into.push('write_number');
    from.push(raw("nextval('mastra_writes')"));
  }
  const fields = loaded.map(({ field, loadAs }) => `'${field}': '${loadAs}'`);
  const joins: Sql[] = [];
  for (const [name, numbered] of [
    ['context', contexts],
    ['series', series],
  ] as const) {
    if (numbered.keys.length === 0) continue;
    fields.push(`'${name}': 'VARCHAR'`);
    into.push(name);
    from.push(raw(`${name}_numbers.number`));
    joins.push(
      sql` LEFT JOIN (SELECT ${unnested(numbered.keys)} AS key, ${unnested(numbered.numbers)}::BIGINT AS number) ${raw(name)}_numbers ON ${raw(name)}_numbers.key = given.${raw(name)}`,
    );
  }
  // Lines that define something have no key.
  const key = own[0]!.field;
  const source = `read_json(${literal(path)}, format = 'newline_delimited', records = true, auto_detect = false, compression = 'uncompressed', maximum_object_size = ${bufferFor(written)}, columns = {${fields.join(', ')}})`;
  const condition = unless ? sql` AND NOT (${unless})` : raw('');
  return sql`INSERT INTO ${raw(table.rows)} (${raw(into.join(', '))}) SELECT ${commas(from)} FROM ${raw(source)} given${concat(joins)} WHERE given."${raw(key!)}" IS NOT NULL${condition}`;
}

/** The rows of a signal are numbered as they are written; lists are made from them. */
function isNumbered(table: Table): boolean {
  return table.rows !== TRACES.rows;
}

function bufferFor({ longest }: WrittenLines): number {
  return Math.max(SMALLEST_BUFFER, 2 ** Math.ceil(Math.log2(longest + 1)));
}

const commas = (parts: readonly Sql[]): Sql => ({
  text: parts.map(({ text }) => text).join(', '),
  values: parts.flatMap(({ values }) => values),
});

const concat = (parts: readonly Sql[]): Sql => ({
  text: parts.map(({ text }) => text).join(''),
  values: parts.flatMap(({ values }) => values),
});
