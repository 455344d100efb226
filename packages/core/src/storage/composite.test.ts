import { describe, expect, test } from 'vitest';
import { MastraCompositeStore, type StorageDomains } from './composite.ts';
import { ObservabilityStorage } from './domains/observability/base.ts';
import { InMemoryStore } from './inmemory.ts';

class Bare extends ObservabilityStorage {
  failures = 0;
  starts = 0;
  override async init(): Promise<void> {
    this.starts++;
    if (this.failures-- > 0) throw new Error('not yet');
  }
}

class Store extends MastraCompositeStore {
  readonly bare = new Bare();
  protected override readonly domains: StorageDomains = { observability: this.bare };
}

describe('MastraCompositeStore', () => {
  test('initialises a domain once, before it is handed out', async () => {
    const store = new Store({ name: 'bare' });
    const [first, second] = await Promise.all([store.getStore('observability'), store.getStore('observability')]);
    expect([first, second, store.bare.starts]).toEqual([store.bare, store.bare, 1]);
  });

  test('tries again after a failure', async () => {
    const store = new Store({ name: 'bare' });
    store.bare.failures = 1;
    await expect(store.init()).rejects.toThrow('not yet');
    await expect(store.getStore('observability')).resolves.toBe(store.bare);
  });

  test('is refused after close, also where it never opened', async () => {
    const store = new InMemoryStore();
    await store.close();
    await expect(store.getStore('observability')).rejects.toMatchObject({ code: 'STORAGE_CLOSED' });
  });
});

describe('ObservabilityStorage', () => {
  test('names the store and the method that it does not support', async () => {
    await expect(new Bare().listLogs()).rejects.toMatchObject({
      code: 'OBSERVABILITY_STORAGE_LIST_LOGS_NOT_IMPLEMENTED',
      message: expect.stringContaining('Bare does not support listLogs()'),
    });
    await expect(new Bare().createSpan({ span: {} as never })).rejects.toMatchObject({
      code: 'OBSERVABILITY_STORAGE_BATCH_CREATE_SPANS_NOT_IMPLEMENTED',
    });
  });
});
