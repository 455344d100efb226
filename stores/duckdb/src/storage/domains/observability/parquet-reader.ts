import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { MastraError } from '@mastra/core/error';
import { SIGNALS, type Signal } from '@mastra/core/observability';
import { RECORD_FIELDS } from '@mastra/core/storage';
import { loadNative } from '../../engine/native.ts';
import type { EngineRow } from '../../engine/session.ts';
import { literal } from '../../engine/sql.ts';
import { columnOf, selectList, TABLES } from './columns.ts';

/** The key of a file's metadata under which it says what signal it is of. */
export const SIGNAL_KEY = 'mastra_signal';

/**
 * Reads Parquet files with an engine of its own: a connection of the store that waits for writes while it reads would
 * stand in the way of `compact()`.
 */
export class ParquetReader {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(): Promise<ParquetReader> {
    const { DuckDBInstance } = await loadNative();
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB', threads: '1' });
    return new ParquetReader(instance, await instance.connect());
  }

  /** What the file says to be of, else `assumed`. */
  async signalOf(path: string, assumed: Signal | undefined): Promise<Signal> {
    const rows = await this.#all(
      path,
      `SELECT decode(value) AS value FROM parquet_kv_metadata(${exactly(path)}) WHERE decode(key) = '${SIGNAL_KEY}'`,
    );
    const said = SIGNALS.find(signal => signal === rows[0]?.value) ?? assumed;
    if (said) return said;
    throw unreadable(path, `It does not say of which signal it is: give 'signal', one of ${SIGNALS.join(', ')}.`);
  }

  /** The rows of a file in batches, as `toRow` takes them. */
  async *rows(path: string, signal: Signal): AsyncGenerator<readonly EngineRow[]> {
    const select = await this.#selectList(path, signal);
    try {
      const result = await this.#connection.stream(`SELECT ${select} FROM read_parquet(${exactly(path)})`);
      for await (const batch of result.yieldRowObjectJs()) if (batch.length > 0) yield batch;
    } catch (error) {
      throw MastraError.is(error) ? error : unreadable(path, undefined, error);
    }
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /** Optional fields without a column are absent: the file may come from an older version, or from elsewhere. */
  async #selectList(path: string, signal: Signal): Promise<string> {
    const described = await this.#all(path, `DESCRIBE SELECT * FROM read_parquet(${exactly(path)})`);
    const names = new Set(described.map(row => row.column_name));
    const missing = RECORD_FIELDS[signal].filter(
      ({ name, required }) => required && !names.has(columnOf(signal, name)),
    );
    if (missing.length > 0) {
      const columns = missing.map(({ name }) => columnOf(signal, name)).join(', ');
      throw unreadable(path, `It lacks columns that every ${signal} record has: ${columns}.`);
    }
    const list = selectList(
      TABLES[signal],
      RECORD_FIELDS[signal].filter(({ name }) => names.has(columnOf(signal, name))),
    );
    if (signal !== 'feedback') return list;
    return `${list}, ${names.has('value_number') ? 'value_number' : 'NULL::DOUBLE'} AS "valueNumber"`;
  }

  async #all(path: string, statement: string): Promise<readonly EngineRow[]> {
    try {
      return (await this.#connection.runAndReadAll(statement)).getRowObjectsJS();
    } catch (error) {
      throw unreadable(path, undefined, error);
    }
  }
}

/** A path as a literal that is no pattern, whatever letters it has. */
function exactly(path: string): string {
  return literal(path.replace(/[[*?]/g, '[$&]'));
}

function unreadable(path: string, why?: string, cause?: unknown): MastraError {
  const engineSays = cause instanceof Error ? cause.message.replace(/\s+/g, ' ').slice(0, 300) : undefined;
  return new MastraError({
    code: 'DUCKDB_PARQUET_INVALID',
    domain: 'STORAGE',
    message: `${path} cannot be imported. ${why ?? `Give a Parquet file that exportParquet() has written. DuckDB says: ${engineSays}`}`,
    cause,
    details: { path, failure: 'bad_row' },
  });
}
