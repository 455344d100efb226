import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { duckDBError } from './errors.ts';
import type { Native } from './native.ts';
import type { Sql, SqlValue } from './sql.ts';

/** A row as the engine answers it: a value by the name of its column, absent ones `null`. */
export type EngineRow = Readonly<Record<string, unknown>>;

/** Runs statements on one connection, one at a time. Its errors are clear ones. */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #native: Native;
  readonly #path: string;

  constructor(connection: DuckDBConnection, native: Native, path: string) {
    this.#connection = connection;
    this.#native = native;
    this.#path = path;
  }

  /** Runs a statement and says how many rows it has changed. */
  async run(statement: Sql): Promise<number> {
    try {
      const { values, types } = this.#bound(statement.values);
      const result = await this.#connection.run(statement.text, values, types);
      return result.rowsChanged;
    } catch (error) {
      throw duckDBError(error, this.#path);
    }
  }

  async rows(statement: Sql): Promise<readonly EngineRow[]> {
    try {
      const { values, types } = this.#bound(statement.values);
      const reader = await this.#connection.runAndReadAll(statement.text, values, types);
      return reader.getRowObjectsJS();
    } catch (error) {
      throw duckDBError(error, this.#path);
    }
  }

  /** All of the task's statements, or none of them. */
  async transaction<T>(task: () => Promise<T>): Promise<T> {
    await this.run({ text: 'BEGIN', values: [] });
    try {
      const result = await task();
      await this.run({ text: 'COMMIT', values: [] });
      return result;
    } catch (error) {
      // A commit that fails has rolled back already, and then there is nothing left to undo.
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  #bound(values: readonly SqlValue[]): { values?: DuckDBValue[]; types?: DuckDBType[] } {
    if (values.length === 0) return {};
    const { VARCHAR, DOUBLE, BOOLEAN, LIST, listValue } = this.#native;
    return {
      values: values.map(value => (isList(value) ? listValue(value) : value)),
      types: values.map(value => {
        if (isList(value)) return LIST(VARCHAR);
        if (typeof value === 'number') return DOUBLE;
        return typeof value === 'boolean' ? BOOLEAN : VARCHAR;
      }),
    };
  }
}

function isList(value: SqlValue): value is readonly string[] {
  return Array.isArray(value);
}
