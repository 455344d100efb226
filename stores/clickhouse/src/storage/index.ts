import { MastraCompositeStore } from '@mastra/core/storage';
import { schemaOptions } from './domains/observability/connect.ts';
import { ObservabilityClickhouse } from './domains/observability/index.ts';
import { schemaStatements } from './domains/observability/migrations.ts';
import { TEXT_INDEX, TOKEN_FILTER } from './domains/observability/text-search.ts';
import { type ClickhouseStoreOptions, type ResolvedOptions, resolveOptions } from './options.ts';

/**
 * All observability data in ClickHouse: for teams that have outgrown one machine. The API and the answers are those of
 * every other store.
 *
 * @example
 * const store = new ClickhouseStore({ url: 'http://localhost:8123', username: 'default', password: '…' });
 * new Mastra({ storage: store, observability: { serviceName: 'my-app', exporters: [new DefaultExporter()] } });
 */
export class ClickhouseStore extends MastraCompositeStore {
  protected override readonly domains: { readonly observability: ObservabilityClickhouse };
  readonly #options: ResolvedOptions;

  /** @throws MastraError for options that cannot be used. Nothing is connected before the first use. */
  constructor(options: ClickhouseStoreOptions) {
    super({ name: 'ClickhouseStore' });
    this.#options = resolveOptions(options);
    this.domains = { observability: new ObservabilityClickhouse(this.#options) };
  }

  /**
   * Every statement that makes the schema, for those who run DDL by other means and give `migrate: false`. It asks no
   * server: say for which version it is where that is older than 26.2.
   *
   * @param options.serverVersion the server's version, such as `'25.8'`. @default one with text indexes, 26.2 and later
   */
  printDDL(options: { readonly serverVersion?: '26.2' | 'older' } = {}): string {
    const textSearch = options.serverVersion === 'older' ? TOKEN_FILTER : TEXT_INDEX;
    return `${schemaStatements(schemaOptions(this.#options, textSearch)).join(';\n\n')};\n`;
  }
}
