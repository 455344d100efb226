import { literal, raw, type Sql, sql } from '../../engine/sql.ts';
import type { Column, Table } from './columns.ts';
import { type Encoded, loadKey } from './encode.ts';

/** The engine sets aside twice as much for each file that it reads. */
const SMALLEST_BUFFER = 1 << 20;

/** A load file that is written and waits to be taken in. */
export interface LoadFile {
  readonly path: string;
  readonly longest: number;
  /** The columns that its lines have. */
  readonly columns: readonly Column[];
}

/**
 * Inserts the lines of a file, but for those that meet `unless`. Columns that no line has are not named: looking for
 * them in every line costs as much as having them.
 */
export function insertFrom(table: Table, file: LoadFile, unless?: Sql): Sql {
  const { columns } = file;
  const names = columns.map(column => column.name).join(', ');
  const loadable = columns.map(column => `'${loadKey(table, column)}': '${column.loadAs}'`).join(', ');
  const size = Math.max(SMALLEST_BUFFER, 2 ** Math.ceil(Math.log2(file.longest + 1)));
  const source = `read_json(${literal(file.path)}, format = 'newline_delimited', records = true, auto_detect = false, compression = 'uncompressed', maximum_object_size = ${size}, columns = {${loadable}}) AS given(${names})`;
  const insert = raw(
    `INSERT INTO ${table.name} (${names}) SELECT ${columns.map(column => column.load).join(', ')} FROM ${source}`,
  );
  return unless ? sql`${insert} WHERE NOT (${unless})` : insert;
}

export function loadFile(path: string, encoded: Encoded): LoadFile {
  return { path, longest: encoded.longest, columns: encoded.columns };
}
