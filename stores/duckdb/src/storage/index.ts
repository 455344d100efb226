import { MastraCompositeStore } from '@mastra/core/storage';
import type {
  ExportParquetArgs,
  ExportParquetResult,
  ImportParquetArgs,
  ImportParquetResult,
} from './domains/observability/parquet.ts';
import { type DuckDBStoreOptions, resolveOptions } from './options.ts';
import { DuckDBObservability } from './sharing/storage.ts';

/**
 * All observability data in one DuckDB file, or in memory. The engine is part of this process: there is nothing to
 * install or to run. It is loaded by the first use, not by the import.
 *
 * @example
 * const store = new DuckDBStore({ path: 'observability.duckdb' });
 * new Mastra({ storage: store, observability: { serviceName: 'my-app', exporters: [new DefaultExporter()] } });
 */
export class DuckDBStore extends MastraCompositeStore<{ readonly observability: DuckDBObservability }> {
  protected override readonly domains: { readonly observability: DuckDBObservability };

  /** @throws MastraError for options that cannot be used. Nothing is opened before the first use. */
  constructor(options: DuckDBStoreOptions) {
    super({ name: 'DuckDBStore' });
    this.domains = { observability: new DuckDBObservability(resolveOptions(options)) };
  }

  /**
   * Gives space that deletes have freed back to the disk, by copying all rows into a new file. Without it the file
   * keeps its size and uses the space again. Reads and writes wait meanwhile, and the disk must hold both files.
   */
  async compact(): Promise<void> {
    await this.init();
    await this.domains.observability.compact();
  }

  /**
   * Writes the records of one signal into a Parquet file that any tool can read, with the columns of the table.
   *
   * @throws MastraError `DUCKDB_PARQUET_ARGS_INVALID` for arguments that cannot be used.
   * @example
   * const { path, rows } = await store.exportParquet({ signal: 'log', dir: 'export' });
   */
  async exportParquet(args: ExportParquetArgs): Promise<ExportParquetResult> {
    await this.init();
    return this.domains.observability.exportParquet(args);
  }

  /**
   * Stores what `exportParquet` has written, by the same checks as every write: a record that is there already is
   * stored once. The retention applies to what is imported as to all else.
   *
   * @throws MastraError `DUCKDB_PARQUET_ARGS_INVALID` for arguments that cannot be used, `DUCKDB_PARQUET_INVALID` for a
   * file that is none. The files before it have been imported.
   * @example
   * await store.importParquet({ dir: 'export' });
   */
  async importParquet(args: ImportParquetArgs): Promise<ImportParquetResult> {
    await this.init();
    return this.domains.observability.importParquet(args);
  }
}
