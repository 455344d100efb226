import { MastraCompositeStore } from './composite.ts';
import { type InMemoryObservabilityOptions, ObservabilityInMemory } from './domains/observability/inmemory.ts';

export type InMemoryStoreOptions = InMemoryObservabilityOptions;

/**
 * A store that keeps everything in memory: for tests, for trying things out, and the reference for all other stores.
 *
 * @example
 * const store = new InMemoryStore();
 * const observability = await store.getStore('observability');
 * await observability.listTraces();
 */
export class InMemoryStore extends MastraCompositeStore<{ readonly observability: ObservabilityInMemory }> {
  protected override readonly domains: { readonly observability: ObservabilityInMemory };

  constructor(options: InMemoryStoreOptions = {}) {
    super({ name: 'InMemoryStore' });
    this.domains = { observability: new ObservabilityInMemory(options) };
  }
}
