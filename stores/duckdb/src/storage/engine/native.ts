import { MastraError } from '@mastra/core/error';

/** The engine's binding. */
export type Native = typeof import('@duckdb/node-api');

/** Loads the native library. Only here, so that importing this package loads nothing. */
export async function loadNative(): Promise<Native> {
  try {
    const loaded = await import('@duckdb/node-api');
    return loaded;
  } catch (cause) {
    throw new MastraError({
      code: 'DUCKDB_NATIVE_MISSING',
      domain: 'STORAGE',
      message: `The native library of DuckDB cannot be loaded on ${process.platform}-${process.arch}. Install again with optional dependencies, on a platform that @duckdb/node-api supports, and leave it out of bundles.`,
      cause,
      details: { platform: process.platform, arch: process.arch, failure: 'unknown' },
    });
  }
}
