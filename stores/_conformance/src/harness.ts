import { MastraError } from '@mastra/core/error';
import { type MastraStorage, ObservabilityStorage, type RetentionOptions } from '@mastra/core/storage';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** What the suite asks of a store that it makes. The factory hands it on to the store. */
export interface ConformanceStoreOptions {
  readonly retention: RetentionOptions;
  readonly lostAfterMs: number | false;
}

/** Makes the stores that are tested. */
export interface StoreFactory {
  /** A new, empty store. The suite closes it; several may be open at a time. */
  create(options: ConformanceStoreOptions): Promise<MastraStorage>;
  /** Removes what `create` has left behind, after everything. */
  dispose?(): Promise<void>;
}

/** Fixtures lie at fixed dates in the past: nothing of them may expire or count as lost. */
export const KEEP_ALL: ConformanceStoreOptions = {
  retention: { tracing: false, log: false, metric: false, score: false, feedback: false },
  lostAfterMs: false,
};

/** The store that the tests of one group use. Read `storage` inside of tests only. */
export interface StoreHandle {
  readonly storage: ObservabilityStorage;
}

/** A store may need a process of its own, which takes its time on a busy machine. */
const OPENING_MS = 60_000;

/** Opens one store for all tests of the enclosing group. */
export function useStore(factory: StoreFactory, options: ConformanceStoreOptions = KEEP_ALL): StoreHandle {
  let store: MastraStorage | undefined;
  let storage: ObservabilityStorage | undefined;
  beforeAll(async () => {
    store = await factory.create(options);
    storage = await domainOf(store);
  }, OPENING_MS);
  afterAll(() => store?.close(), OPENING_MS);
  return {
    get storage() {
      if (!storage) throw new Error('The store is open inside of tests and hooks only.');
      return storage;
    },
  };
}

/** The observability domain, which every store under test has. */
export async function domainOf(store: MastraStorage): Promise<ObservabilityStorage> {
  const storage = await store.getStore('observability');
  if (!storage) throw new Error(`${store.name} has no observability domain.`);
  return storage;
}

/** Empties the store and fills it anew for the tests of the enclosing group. */
export function useData(handle: StoreHandle, fill: (storage: ObservabilityStorage) => Promise<void>): void {
  beforeAll(async () => {
    await handle.storage.dangerouslyClearAll();
    try {
      await fill(handle.storage);
    } catch (error) {
      // The tests of a group whose signal the store does not support are skipped by `needs`.
      if (!MastraError.is(error) || !error.code.endsWith('_NOT_IMPLEMENTED')) throw error;
    }
  });
}

export type Capability = 'changes' | 'logs' | 'metrics' | 'scores' | 'feedback' | 'span updates';

/** Skips the tests of the enclosing group, with the reason, where the store says that it cannot. */
export function needs(handle: StoreHandle, ...capabilities: readonly Capability[]): void {
  beforeEach(context => {
    for (const capability of capabilities) {
      if (!has(handle.storage, capability)) context.skip(`the store declares no support for ${capability}`);
    }
  });
}

export function has(storage: ObservabilityStorage, capability: Capability): boolean {
  switch (capability) {
    case 'changes':
      return storage.listChanges !== ObservabilityStorage.prototype.listChanges;
    case 'logs':
      return storage.logsStrategy !== null;
    case 'metrics':
      return storage.metricsStrategy !== null;
    case 'scores':
      return storage.scoresStrategy !== null;
    case 'feedback':
      return storage.feedbackStrategy !== null;
    case 'span updates':
      return storage.tracingStrategy?.supported.some(strategy => strategy !== 'insert-only') ?? false;
  }
}
