import { literal, raw, type Sql, sql } from '../../engine/sql.ts';
import type { Table } from './columns.ts';
import type { Encoded } from './encode.ts';

/** The engine sets aside twice as much for each file that it reads. */
const SMALLEST_BUFFER = 1 << 20;

/** A load file that is written and waits to be taken in. */
export interface LoadFile {
  readonly path: string;
  readonly longest: number;
}

/** Inserts the lines of a file, but for those that meet `unless`. */
export function insertFrom(table: Table, file: LoadFile, unless?: Sql): Sql {
  const { columns } = table;
  const loadable = columns.map(column => `${column.name}: '${column.loadAs}'`).join(', ');
  const size = Math.max(SMALLEST_BUFFER, 2 ** Math.ceil(Math.log2(file.longest + 1)));
  const source = `read_json(${literal(file.path)}, format = 'newline_delimited', records = true, auto_detect = false, compression = 'uncompressed', maximum_object_size = ${size}, columns = {${loadable}})`;
  const insert = raw(
    `INSERT INTO ${table.name} (${columns.map(column => column.name).join(', ')}) SELECT ${columns.map(column => column.load).join(', ')} FROM ${source}`,
  );
  return unless ? sql`${insert} WHERE NOT (${unless})` : insert;
}

export function loadFile(path: string, encoded: Encoded): LoadFile {
  return { path, longest: encoded.longest };
}
