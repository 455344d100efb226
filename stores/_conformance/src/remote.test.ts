import { InMemoryStore, RemoteStore, storageHandler } from '@mastra/core/storage';
import { expect, test } from 'vitest';
import { differential } from './differential/index.ts';
import { domainOf, KEEP_ALL } from './harness.ts';
import { describeObservabilityStorage } from './index.ts';
import { ServedStore, serve } from './serve.ts';

describeObservabilityStorage('RemoteStore over HTTP', {
  create: async options => {
    const store = new InMemoryStore(options);
    const { url, close } = await serve(storageHandler(store, { readOnly: false }));
    return new ServedStore(url, async () => {
      await close();
      await store.close();
    });
  },
});

test('gives the answers of the store that it stands for to random questions on random data', async () => {
  const handler = storageHandler(new InMemoryStore(KEEP_ALL), { readOnly: false });
  const { url, close } = await serve(handler);
  const stores = [
    { name: 'InMemoryStore', storage: await domainOf(new InMemoryStore(KEEP_ALL)) },
    { name: 'RemoteStore', storage: await domainOf(new RemoteStore({ url })), batchSize: 7 },
  ] as const;
  const { questions } = await differential(stores, { seed: 3, rounds: 8 });
  expect(questions).toBe(8 * 88);
  await close();
});
