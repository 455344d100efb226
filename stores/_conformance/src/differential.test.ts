import { InMemoryStore, ObservabilityInMemory } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { differential } from './differential/index.ts';
import { domainOf, KEEP_ALL } from './harness.ts';

const open = () => domainOf(new InMemoryStore(KEEP_ALL));

describe('the differential test', () => {
  test('finds no difference between a store and one that got the same records in another order and in small batches', async () => {
    const stores = [
      { name: 'in order', storage: await open() },
      { name: 'shuffled, one by one', storage: await open(), shuffled: true, batchSize: 1 },
      { name: 'shuffled, by seven', storage: await open(), shuffled: true, batchSize: 7 },
    ] as const;
    const { questions } = await differential(stores, { seed: 1, rounds: 60 });
    expect(questions).toBe(60 * 88);
  });

  test('finds a store that is wrong, and names the seed that repeats it', async () => {
    class Forgetful extends ObservabilityInMemory {
      override async getTags(): Promise<{ readonly tags: readonly string[] }> {
        const { tags } = await super.getTags();
        return { tags: tags.slice(1) };
      }
    }
    const stores = [
      { name: 'right', storage: await open() },
      { name: 'wrong', storage: new Forgetful(KEEP_ALL) },
    ] as const;
    const failure = await differential(stores, { seed: 7, rounds: 50 }).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Error);
    const seed = Number(/DIFFERENTIAL_SEED=(\d+)/.exec((failure as Error).message)?.[1]);
    await expect(differential(stores, { seed, rounds: 1 })).rejects.toThrow((failure as Error).message);
  });
});
