import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeObservabilityStorage } from '@mastra/store-conformance';
import { DuckDBStore } from './index.ts';
import { ClientStore } from './testing/owner.ts';

describeObservabilityStorage('DuckDBStore in memory', {
  create: async options => new DuckDBStore({ path: ':memory:', threads: 2, ...options }),
});

const dir = await mkdtemp(join(tmpdir(), 'duckdb-conformance-'));
let files = 0;

describeObservabilityStorage('DuckDBStore on a file of another process', {
  create: options => ClientStore.open({ path: join(dir, `${files++}.duckdb`), threads: 2, ...options }),
  dispose: () => rm(dir, { recursive: true, force: true }),
});
