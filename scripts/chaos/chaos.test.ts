import { expect, it } from 'vitest';
import { randomFrom } from './bench.ts';
import { scenarios } from './scenarios.ts';

// The short form of `pnpm chaos`.
const size = { kills: 2, events: 5000, seconds: 1 };
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 2 ** 31);

it.each(scenarios.map(scenario => [scenario.name, scenario] as const))(
  `%s (CHAOS_SEED=${seed})`,
  async (_, scenario) => {
    await expect(scenario.run(size, randomFrom(seed))).resolves.toMatch(/\d/);
  },
  120_000,
);
