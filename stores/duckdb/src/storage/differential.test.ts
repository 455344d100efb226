import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryStore, type MastraStorage } from '@mastra/core/storage';
import { differential, differentialOptions, GENERAL_QUESTIONS, KEEP_ALL } from '@mastra/store-conformance';
import { expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';
import { ClientStore } from './testing/owner.ts';

async function domainOf(store: MastraStorage) {
  const storage = await store.getStore('observability');
  if (!storage) throw new Error(`${store.name} has no observability domain.`);
  return storage;
}

test('gives the answers of the reference to random questions on random data', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'duckdb-differential-'));
  const duckdbs = [
    new DuckDBStore({ path: ':memory:', threads: 2, ...KEEP_ALL }),
    await ClientStore.open({ path: join(dir, 'a.duckdb'), threads: 2, ...KEEP_ALL }),
  ];
  const stores = [
    { name: 'InMemoryStore', storage: await domainOf(new InMemoryStore(KEEP_ALL)) },
    { name: 'DuckDBStore', storage: await domainOf(duckdbs[0]!) },
    {
      name: 'DuckDBStore in another process, shuffled, by seven',
      storage: await domainOf(duckdbs[1]!),
      shuffled: true,
      batchSize: 7,
    },
  ] as const;
  const options = differentialOptions({ seed: 1, rounds: 3, questions: 100 });
  const { questions } = await differential(stores, options);
  expect(questions).toBe(options.rounds * 2 * (options.questions + GENERAL_QUESTIONS.length));
  for (const store of duckdbs) await store.close();
  await rm(dir, { recursive: true });
}, 600_000);
