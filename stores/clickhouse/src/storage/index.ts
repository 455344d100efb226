import { MastraCompositeStore } from '@mastra/core/storage';
import { schemaOptions } from './domains/observability/connect.ts';
import { ObservabilityClickhouse } from './domains/observability/index.ts';
import { schemaStatements } from './domains/observability/migrations.ts';
import { textSearchOf } from './domains/observability/text-search.ts';
import { type ClickhouseStoreOptions, type ResolvedOptions, resolveOptions } from './options.ts';

/**
 * All observability data in ClickHouse: for teams that have outgrown one machine. The API and the answers are those of
 * every other store.
 *
 * @example
 * const store = new ClickhouseStore({ url: 'http://localhost:8123', username: 'default', password: '…' });
 * new Mastra({ storage: store, observability: { serviceName: 'my-app', exporters: [new DefaultExporter()] } });
 */
export class ClickhouseStore extends MastraCompositeStore<{ readonly observability: ObservabilityClickhouse }> {
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
   * server: name the version of one that is older than 26.2, which has no text indexes yet.
   *
   * @param options.serverVersion what `SELECT version()` answers, such as `'25.8'`. @default '26.2'
   * @example
   * console.log(new ClickhouseStore({ url, database: 'observability', cluster: 'main', replicated: true }).printDDL());
   */
  printDDL(options: { readonly serverVersion?: string } = {}): string {
    const textSearch = textSearchOf(options.serverVersion ?? '26.2');
    return `${schemaStatements(schemaOptions(this.#options, textSearch)).join(';\n\n')};\n`;
  }
}
