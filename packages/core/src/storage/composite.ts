import { storageClosed } from './closed.ts';
import type { ObservabilityStorage } from './domains/observability/base.ts';

/** The areas that a store may have. */
export interface StorageDomains {
  readonly observability?: ObservabilityStorage;
}

/** What the rest of the system needs of a store. */
export interface MastraStorage {
  readonly name: string;
  /** Creates what is missing. Safe to call again; a failure is tried again by the next call. */
  init(): Promise<void>;
  /** The domain, initialised, or `undefined` where the store has none of that name. */
  getStore(domain: 'observability'): Promise<ObservabilityStorage | undefined>;
  /** Gives everything back. Safe to call again; every other method is refused from then on. */
  close(): Promise<void>;
}

/** A store made of domains. `D` says which ones it certainly has. */
export abstract class MastraCompositeStore<D extends StorageDomains = StorageDomains> implements MastraStorage {
  readonly name: string;
  protected abstract readonly domains: D;
  #ready: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: { readonly name: string }) {
    this.name = options.name;
  }

  async init(): Promise<void> {
    if (this.#closed) throw storageClosed(this.name);
    this.#ready ??= this.initDomains().catch(error => {
      this.#ready = undefined;
      throw error;
    });
    await this.#ready;
  }

  async getStore(domain: 'observability'): Promise<D['observability']> {
    await this.init();
    return this.domains[domain];
  }

  close(): Promise<void> {
    this.#closed ??= this.closeDomains();
    return this.#closed;
  }

  protected async initDomains(): Promise<void> {
    for (const domain of Object.values(this.domains)) await domain?.init();
  }

  protected async closeDomains(): Promise<void> {
    for (const domain of Object.values(this.domains)) await domain?.close();
  }
}
