import { SIGNALS, type Signal } from '../../observability/types/bus.ts';
import type { MastraStorage } from '../composite.ts';
import type { ObservabilityStorage } from '../domains/observability/index.ts';
import { parseArgs } from '../domains/observability/index.ts';
import { answerStream } from './answers.ts';
import { errorResponse, protocolError } from './errors.ts';
import { isStorageMethod, STORAGE_METHODS, type StorageMethod } from './methods.ts';
import { type ResolvedHandlerOptions, resolveHandlerOptions, type StorageHandlerOptions } from './options.ts';
import { checkScope, forbidden, type StorageScope, withinScope } from './scope.ts';
import { decodeValue } from './values.ts';

/** The version in the path. Another one is another protocol. */
export const PROTOCOL_VERSION = 1;

/** What an answer to the description says. */
export interface StorageDescription {
  readonly version: number;
  readonly store: string;
  readonly strategies: {
    readonly [K in 'tracing' | 'logs' | 'metrics' | 'scores' | 'feedback']: ObservabilityStorage[`${K}Strategy`];
  };
}

/**
 * Serves a store over HTTP, for `RemoteStore` in another process: `POST …/v1/<method>` with the argument as JSON, at any
 * base path. It only reads unless `readOnly` is `false`, and knows no user by itself: mount it behind the application's own
 * authentication, or give `authorize`.
 *
 * @param store The store, or its observability domain.
 * @returns A web-standard handler, for Hono, Next.js, Bun, Deno, and with `nodeListener` for `node:http` and Express.
 * @throws MastraError `STORAGE_HANDLER_OPTIONS_INVALID` for options that cannot be used.
 * @example
 * const handler = storageHandler(store, { authorize: async request => ({ organizationId: await tenantOf(request) }) });
 * app.all('/observability/*', context => handler(context.req.raw));
 */
export function storageHandler(
  store: MastraStorage | ObservabilityStorage,
  options: StorageHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const resolved = resolveHandlerOptions(options);
  return async request => {
    try {
      return await answer(store, resolved, request);
    } catch (error) {
      return errorResponse(error);
    }
  };
}

async function answer(
  store: MastraStorage | ObservabilityStorage,
  options: ResolvedHandlerOptions,
  request: Request,
): Promise<Response> {
  const { method, search } = route(request);
  if (method === '') {
    if (request.method !== 'GET') throw notAllowed(request, 'GET');
    await scopeOf(options, request, 'describe', undefined);
    return streamed(options, describe(await domainOf(store)));
  }
  if (method !== 'ingest' && !isStorageMethod(method)) throw unknownMethod(method);
  if (request.method !== 'POST') throw notAllowed(request, 'POST');
  const isWrite = method === 'ingest' || STORAGE_METHODS[method].access === 'write';
  if (isWrite && options.readOnly)
    throw protocolError(
      'STORAGE_READ_ONLY',
      `${method}() writes, and this handler only reads. Make it with { readOnly: false } to allow that.`,
      'unauthorized',
    );
  if (method === 'ingest') return ingest(store, options, request, search);
  expectType(request, 'application/json');
  const args = decodeValue(textOf(await bodyOf(request, options.maxRequestBytes)));
  return call(store, options, request, method, args);
}

async function call(
  store: MastraStorage | ObservabilityStorage,
  options: ResolvedHandlerOptions,
  request: Request,
  method: StorageMethod,
  args: unknown,
): Promise<Response> {
  const spec = STORAGE_METHODS[method];
  parseArgs(spec.args, method, args);
  const scope = await scopeOf(options, request, method, args);
  const scoped = scope ? withinScope(method, spec, args, scope) : { args, visible: (result: unknown) => result };
  const domain = await domainOf(store);
  const result = await inTime(options, method, (domain[method] as (given: unknown) => Promise<unknown>)(scoped.args));
  return streamed(options, scoped.visible(result));
}

async function ingest(
  store: MastraStorage | ObservabilityStorage,
  options: ResolvedHandlerOptions,
  request: Request,
  search: URLSearchParams,
): Promise<Response> {
  expectType(request, 'application/x-ndjson');
  const signal = SIGNALS.find(known => known === search.get('signal')) as Signal | undefined;
  const count = Number(search.get('count'));
  if (!signal || !Number.isSafeInteger(count) || count < 0)
    throw badRequest(`ingest needs ?signal= (one of ${SIGNALS.join(', ')}) and &count=`);
  const scope = await scopeOf(options, request, 'ingest', { signal, count });
  if (scope) throw forbidden('ingest() cannot be limited to a tenant: use batchCreateLogs() and its like');
  const lines = await bodyOf(request, options.maxRequestBytes);
  await inTime(options, 'ingest', (await domainOf(store)).ingest({ signal, lines, count }));
  return streamed(options, undefined);
}

/** The part of the path after the version: the base path is anybody's. */
function route(request: Request): { readonly method: string; readonly search: URLSearchParams } {
  const { pathname, searchParams } = new URL(request.url);
  const found = /\/v(\d{1,9})(?:\/([^/]*))?\/?$/.exec(pathname);
  if (!found)
    throw protocolError('STORAGE_METHOD_UNKNOWN', `The path has no version. Allowed: …/v${PROTOCOL_VERSION}/<method>.`);
  if (Number(found[1]) !== PROTOCOL_VERSION) {
    throw protocolError(
      'STORAGE_VERSION_UNSUPPORTED',
      `Version ${Number(found[1])} of the storage protocol was asked for, and this process speaks ${PROTOCOL_VERSION}. Use the same version of @mastra/core on both sides.`,
      'schema_mismatch',
    );
  }
  return { method: found[2] ?? '', search: searchParams };
}

/** `undefined`: everything is allowed. What is neither `true` nor a scope refuses. */
async function scopeOf(
  options: ResolvedHandlerOptions,
  request: Request,
  method: StorageMethod | 'ingest' | 'describe',
  args: unknown,
): Promise<StorageScope | undefined> {
  if (!options.authorize) return undefined;
  const allowed = await options.authorize(request, method, args);
  if (allowed === true) return undefined;
  if (typeof allowed !== 'object' || allowed === null) throw forbidden('authorize() refuses it');
  return checkScope(allowed);
}

/** The body, read no further than the limit. */
async function bodyOf(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    protocolError(
      'STORAGE_REQUEST_TOO_LARGE',
      `The request has more than ${maxBytes} bytes. Send smaller batches, or give the handler a higher maxRequestBytes.`,
      'bad_row',
    );
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw badRequest('the body is not UTF-8', cause);
  }
}

/** A form on a page of somebody else cannot send these types. */
function expectType(request: Request, type: string): void {
  const given = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (given !== type) throw badRequest(`the content-type is ${given ?? 'missing'}, and ${type} is allowed`);
}

async function inTime<T>(options: ResolvedHandlerOptions, method: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          protocolError(
            'STORAGE_TIMEOUT',
            `${method}() took longer than ${options.timeoutMs} ms. Ask for less, or give the handler a higher timeoutMs.`,
            'overloaded',
          ),
        ),
      options.timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function domainOf(store: MastraStorage | ObservabilityStorage): Promise<ObservabilityStorage> {
  if (!('getStore' in store)) return store;
  const domain = await store.getStore('observability');
  if (!domain) throw protocolError('STORAGE_FAILED', `${store.name} has no observability domain.`);
  return domain;
}

function describe(domain: ObservabilityStorage): StorageDescription {
  const { tracingStrategy, logsStrategy, metricsStrategy, scoresStrategy, feedbackStrategy } = domain;
  return {
    version: PROTOCOL_VERSION,
    store: domain.constructor.name,
    strategies: {
      tracing: tracingStrategy,
      logs: logsStrategy,
      metrics: metricsStrategy,
      scores: scoresStrategy,
      feedback: feedbackStrategy,
    },
  };
}

function streamed(options: ResolvedHandlerOptions, value: unknown): Response {
  return new Response(answerStream(value, options.maxResponseBytes), {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
  });
}

function unknownMethod(method: string) {
  return protocolError(
    'STORAGE_METHOD_UNKNOWN',
    `${JSON.stringify(method.slice(0, 60))} is no method of a store. Allowed: ingest, ${Object.keys(STORAGE_METHODS).join(', ')}.`,
  );
}

function notAllowed(request: Request, allowed: string) {
  return badRequest(`${request.method} was used, and ${allowed} is allowed`);
}

function badRequest(why: string, cause?: unknown) {
  return protocolError('STORAGE_REQUEST_INVALID', `The request cannot be understood: ${why}.`, 'unknown', cause);
}
