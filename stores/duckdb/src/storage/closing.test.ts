import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { childModule } from './testing/child.ts';

const dir = await mkdtemp(join(tmpdir(), 'duckdb-closing-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

// Longer: CLOSING_ROUNDS=2000 pnpm vitest run closing; a failed run is repeated with its CLOSING_SEED.
const rounds = Number(process.env.CLOSING_ROUNDS ?? 50);
const seed = Number(process.env.CLOSING_SEED ?? Date.now() % 1_000_000);

describe(`close() at random moments (CLOSING_SEED=${seed})`, () => {
  test.each([0, 1])(
    'settles every promise, loses nothing, and lets the process end (%i)',
    async n => {
      const path = join(dir, `${n}.duckdb`);
      const closing = childModule('closing.ts', path, seed + n, rounds);
      expect(await closing.next()).toBe(`closed ${rounds}`);
      expect(await closing.ended).toBe(0);
      expect((await readdir(dir)).filter(name => name.startsWith(`${n}.`))).toEqual([`${n}.duckdb`]);
    },
    600_000,
  );

  test.each([2, 3])(
    'process.exit() in the middle of everything ends the process (%i)',
    async n => {
      const closing = childModule('closing.ts', join(dir, `${n}.duckdb`), seed + n, 2, 'exit');
      expect(await closing.ended).toBe(0);
    },
    60_000,
  );
});
