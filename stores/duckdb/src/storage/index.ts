import { MastraCompositeStore } from '@mastra/core/storage';
import { ObservabilityDuckDB } from './domains/observability/index.ts';
import { type DuckDBStoreOptions, resolveOptions } from './options.ts';

/**
 * All observability data in one DuckDB file, or in memory. The engine is part of this process: there is nothing to
 * install or to run. It is loaded by the first use, not by the import.
 *
 * @example
 * const store = new DuckDBStore({ path: 'observability.duckdb' });
 * new Mastra({ storage: store, observability: { serviceName: 'my-app', exporters: [new DefaultExporter()] } });
 */
export class DuckDBStore extends MastraCompositeStore<{ readonly observability: ObservabilityDuckDB }> {
  protected override readonly domains: { readonly observability: ObservabilityDuckDB };

  /** @throws MastraError for options that cannot be used. Nothing is opened before the first use. */
  constructor(options: DuckDBStoreOptions) {
    super({ name: 'DuckDBStore' });
    this.domains = { observability: new ObservabilityDuckDB(resolveOptions(options)) };
  }

  /**
   * Gives space that deletes have freed back to the disk, by copying all rows into a new file. Without it the file
   * keeps its size and uses the space again. Reads and writes wait meanwhile, and the disk must hold both files.
   */
  async compact(): Promise<void> {
    await this.init();
    await this.domains.observability.compact();
  }
}
