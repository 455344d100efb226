import { resolve } from 'node:path';
import { MastraError } from '@mastra/core/error';
import { decodeValue, encodeValue } from '@mastra/core/storage';
import type { ObservabilityDuckDB } from '../domains/observability/index.ts';
import type { ExportParquetArgs, ImportParquetArgs } from '../domains/observability/parquet.ts';

/** What a `DuckDBStore` can do beside what every store can. */
export const EXTRA_METHODS = ['compact', 'exportParquet', 'importParquet'] as const;

export type ExtraMethod = (typeof EXTRA_METHODS)[number];

const PATH = '/duckdb/';

/** Serves the extra methods; `undefined` for requests that are for somebody else. */
export function extraHandler(storage: ObservabilityDuckDB): (request: Request) => Promise<Response | undefined> {
  return async request => {
    const { pathname } = new URL(request.url);
    const method = EXTRA_METHODS.find(name => pathname === PATH + name);
    if (!method) return undefined;
    try {
      const args = decodeValue(await request.text());
      return new Response(encodeValue({ value: await callExtra(storage, method, args) }));
    } catch (error) {
      if (!MastraError.is(error)) throw error;
      const { code, domain, message, details } = error;
      return new Response(encodeValue({ error: { code, domain, message, details } }));
    }
  };
}

/** Asks the owner for an extra method. */
export async function sendExtra(
  fetch: (request: Request) => Promise<Response>,
  method: ExtraMethod,
  args: unknown,
): Promise<unknown> {
  const request = new Request(`http://owner.invalid${PATH}${method}`, { method: 'POST', body: encodeValue(args) });
  const response = await fetch(request);
  if (!response.ok) {
    throw new MastraError({
      code: 'STORAGE_UNREACHABLE',
      domain: 'STORAGE',
      message: `The owner of the database answers with status ${response.status}. The call may be repeated.`,
      details: { failure: 'unreachable' },
    });
  }
  const { value, error } = decodeValue(await response.text()) as { value?: unknown; error?: MastraError };
  if (error) throw new MastraError(error);
  return value;
}

export function callExtra(storage: ObservabilityDuckDB, method: ExtraMethod, args: unknown): Promise<unknown> {
  switch (method) {
    case 'compact':
      return storage.compact();
    case 'exportParquet':
      return storage.exportParquet(args as ExportParquetArgs);
    case 'importParquet':
      return storage.importParquet(args as ImportParquetArgs);
  }
}

/** Paths as this process means them: the owner may run in another folder. */
export function withAbsolutePaths(args: unknown): unknown {
  if (typeof args !== 'object' || args === null) return args;
  const { dir, files } = args as { readonly dir?: unknown; readonly files?: unknown };
  return {
    ...args,
    ...(typeof dir === 'string' && dir !== '' && { dir: resolve(dir) }),
    ...(Array.isArray(files) && {
      files: files.map(file => (typeof file === 'string' && file !== '' ? resolve(file) : file)),
    }),
  };
}
