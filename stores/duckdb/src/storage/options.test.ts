import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { DuckDBStore } from './index.ts';
import type { DuckDBStoreOptions } from './options.ts';

describe('the options of DuckDBStore', () => {
  test.each([
    [undefined, 'takes an object'],
    [{}, 'path is missing'],
    [{ path: '' }, 'path cannot be used (given: "")'],
    [{ path: 7 }, 'path cannot be used (given: 7)'],
    [{ path: ':memory:', memoryLimit: 'lots' }, 'memoryLimit cannot be used (given: "lots")'],
    [{ path: ':memory:', threads: 0 }, 'threads cannot be used (given: 0)'],
    [{ path: ':memory:', lostAfterMs: -1 }, 'lostAfterMs cannot be used (given: -1)'],
    [{ path: ':memory:', pruneIntervalMs: 5 }, 'pruneIntervalMs cannot be used (given: 5)'],
    [{ path: ':memory:', pth: 'x' }, 'pth is no option of DuckDBStore'],
    [{ path: ':memory:', retention: { tracing: 0 } }, 'retention.tracing: 0 is not allowed'],
  ])('%j is refused', (options, message) => {
    expect(() => new DuckDBStore(options as unknown as DuckDBStoreOptions)).toThrow(message);
  });

  test('the import loads no native library, and neither does the constructor', () => {
    const source = `const { DuckDBStore } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
      new DuckDBStore({ path: 'never-made.duckdb' });
      console.log(process.report.getReport().sharedObjects.some(name => /duckdb[^/]*\\.node$/.test(name)));`;
    const args = ['--conditions=mastra-source', '--input-type=module', '--eval', source];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()).toBe('false');
  });
});
