import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import type { EncodedRows, EncodeRows, InsertColumn } from './encode/forms.ts';
import { encodeJsonLines } from './encode/json-lines.ts';
import { encodeNative } from './encode/native.ts';
import { clickhouseError } from './errors.ts';
import { inlined, type Sql, statement } from './sql.ts';

/** A row as the engine answers it: a value by the name of its column. */
export type EngineRow = Readonly<Record<string, unknown>>;

export interface DatabaseOptions {
  readonly client: ClickHouseClient;
  /** Whether `close()` closes the client, which it does only with one that the store has made. */
  readonly ownsClient: boolean;
  /** The server without credentials, for errors. */
  readonly server: string;
  /** Texts that no error may show. */
  readonly secrets: readonly string[];
  readonly maxExecutionTimeMs: number;
  /** Settings for every statement, beside the store's own. */
  readonly settings: ClickHouseSettings;
}

/** Rows to insert. */
export interface Insert<R> {
  readonly table: string;
  readonly columns: readonly InsertColumn<R>[];
  readonly rows: readonly R[];
  /** The same for the same records: what arrives twice is stored once. */
  readonly token: string;
  readonly abortSignal?: AbortSignal | undefined;
}

const readSettings: ClickHouseSettings = {
  // A query whose caller has given up ends.
  cancel_http_readonly_queries_on_client_close: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_64bit_floats: 0,
  precise_float_parsing: 1,
  transform_null_in: 0,
  join_use_nulls: 0,
  union_default_mode: 'ALL',
};

const insertSettings: ClickHouseSettings = {
  async_insert: 0,
  optimize_on_insert: 0,
  precise_float_parsing: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  throw_on_max_partitions_per_insert_block: 0,
  input_format_max_block_size_bytes: '0',
};

/** Of the text of one statement. The server's own default is 256 KiB. */
const MAX_COMMAND_BYTES = '16777216';

/** Runs statements through the client. Its errors are clear ones and name the query's id. */
export class Database {
  readonly #options: DatabaseOptions;
  #encode: EncodeRows = encodeNative;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /**
   * Asks for the server's version. An answer without headers has come over no wire: from the embedded engine, which takes
   * an insert as text and would spoil bytes.
   */
  async connect(): Promise<string> {
    return this.#run(async queryId => {
      const answer = await this.#options.client.query({
        query: 'SELECT version() AS version',
        query_id: queryId,
        format: 'JSONEachRow',
      });
      if (Object.keys(answer.response_headers).length === 0) this.#encode = encodeJsonLines;
      const [row] = await answer.json<{ readonly version: string }>();
      return String(row?.version);
    });
  }

  /** The rows of a query. */
  rows(query: Sql): Promise<readonly EngineRow[]> {
    return this.#run(async queryId => {
      const answer = await this.#options.client.query({
        ...statement(query),
        query_id: queryId,
        format: 'JSONEachRow',
        clickhouse_settings: { ...readSettings, ...this.#common() },
        use_multipart_params_auto: true,
      });
      return answer.json<EngineRow>();
    });
  }

  /** A statement that answers nothing. Deletes have ended when this resolves. */
  async command(command: Sql, settings: ClickHouseSettings = {}): Promise<void> {
    await this.#run(queryId =>
      this.#options.client.command({
        query: inlined(command),
        query_id: queryId,
        // An empty token stands against one that the embedded engine still has from an insert before.
        clickhouse_settings: {
          ...insertSettings,
          insert_deduplication_token: '',
          max_query_size: MAX_COMMAND_BYTES,
          lightweight_deletes_sync: '2',
          mutations_sync: '2',
          ...this.#common(),
          ...settings,
        },
      }),
    );
  }

  /** Inserts all of the rows. A connection that breaks is tried once more, with the same bytes and the same token. */
  async insert<R>({ table, columns, rows, token, abortSignal }: Insert<R>): Promise<void> {
    const encoded = await this.#encode(columns, rows);
    try {
      await this.#insert(table, encoded, token, abortSignal);
    } catch (error) {
      if (!isBroken(error) || abortSignal?.aborted) throw error;
      await this.#insert(table, encoded, token, abortSignal);
    }
  }

  async #insert(
    table: string,
    { format, columns, parts }: EncodedRows,
    token: string,
    abortSignal?: AbortSignal,
  ): Promise<void> {
    await this.#run(async queryId => {
      const { stream } = await this.#options.client.exec({
        query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT ${format}`,
        values: Readable.from(parts, { objectMode: false }),
        query_id: queryId,
        clickhouse_settings: { ...insertSettings, insert_deduplication_token: token, ...this.#common() },
        ...(abortSignal && { abort_signal: abortSignal }),
      });
      for await (const _ of stream);
    });
  }

  /** Gives the client back where it is the store's own. */
  async close(): Promise<void> {
    if (this.#options.ownsClient) await this.#options.client.close();
  }

  #common(): ClickHouseSettings {
    const { maxExecutionTimeMs, settings } = this.#options;
    return { max_execution_time: Math.ceil(maxExecutionTimeMs / 1000), ...settings };
  }

  async #run<T>(task: (queryId: string) => Promise<T>): Promise<T> {
    const queryId = `mastra-${randomUUID()}`;
    try {
      return await task(queryId);
    } catch (error) {
      throw clickhouseError(error, { ...this.#options, queryId });
    }
  }
}

/** A kept-alive connection that the server has closed meanwhile. */
function isBroken(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    cause instanceof Error &&
    /ECONNRESET|EPIPE|socket hang up/.test(`${(cause as { code?: string }).code} ${cause.message}`)
  );
}
