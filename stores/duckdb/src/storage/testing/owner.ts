import { DuckDBStore, type DuckDBStoreOptions } from '../../index.ts';
import { type Child, childModule } from './child.ts';

/** Owns a database for as long as its input is open: node owner.ts <options as JSON>. */
if (process.argv[1] === import.meta.filename) {
  const store = new DuckDBStore(JSON.parse(process.argv[2]!));
  await store.init();
  console.log('open');
  process.stdin.resume().once('end', () => store.close());
}

/** A store that reads and writes a file that another process owns, which ends with the store. */
export class ClientStore extends DuckDBStore {
  readonly #owner: Child;

  private constructor(owner: Child, path: string) {
    super({ path });
    this.#owner = owner;
  }

  static async open(options: DuckDBStoreOptions): Promise<ClientStore> {
    const owner = childModule('owner.ts', JSON.stringify(options));
    await owner.next();
    return new ClientStore(owner, options.path);
  }

  protected override async closeDomains(): Promise<void> {
    await super.closeDomains();
    this.#owner.process.stdin!.end();
    await this.#owner.ended;
  }
}
