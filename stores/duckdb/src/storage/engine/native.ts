import { MastraError } from '@mastra/core/error';

/** The engine's binding. */
export type Native = typeof import('@duckdb/node-api');

/** Loads the native library. Only here, so that importing this package loads nothing. */
export async function loadNative(): Promise<Native> {
  try {
    const loaded = await import('@duckdb/node-api');
    return loaded;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.replace(/\s+/g, ' ').slice(0, 300) : String(cause);
    throw new MastraError({
      code: 'DUCKDB_NATIVE_MISSING',
      domain: 'STORAGE',
      message: `The driver of DuckDB cannot be loaded on ${process.platform}-${process.arch}; no file was looked at. Install @duckdb/node-api again with its optional dependencies, on a platform that it supports, and leave it out of bundles (with Yarn's Plug'n'Play: let it unplug @duckdb/node-bindings-*). The loader says: ${said}`,
      cause,
      details: { platform: process.platform, arch: process.arch, failure: 'unknown' },
    });
  }
}
