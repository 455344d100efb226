import { z } from 'zod';
import { parseOrThrow } from '../../error/index.ts';
import type { StorageMethod } from './methods.ts';
import type { StorageScope } from './scope.ts';

/** How `storageHandler` serves a store. */
export interface StorageHandlerOptions {
  /** Refuses every method that writes or deletes. @default true */
  readonly readOnly?: boolean;
  /**
   * Decides on each call, before the store is asked. `true` allows everything; a scope allows what lies within it, and is
   * merged into what is asked, read and written, so that it cannot be widened. Anything else refuses the call, and so does
   * an error. `describe` is asked for by `RemoteStore.init()`.
   *
   * @default everything is allowed: for handlers behind an authentication of their own
   * @example
   * authorize: async request => ({ organizationId: await organizationOf(request.headers.get('authorization')) })
   */
  readonly authorize?: (
    request: Request,
    method: StorageMethod | 'ingest' | 'describe',
    args: unknown,
  ) => boolean | null | undefined | StorageScope | Promise<boolean | null | undefined | StorageScope>;
  /** The most bytes of a request. @default 16 MiB */
  readonly maxRequestBytes?: number;
  /** The most bytes of an answer. @default 256 MiB */
  readonly maxResponseBytes?: number;
  /** Milliseconds that the store may take for a call. @default 60,000 */
  readonly timeoutMs?: number;
}

export interface ResolvedHandlerOptions extends Required<Omit<StorageHandlerOptions, 'authorize'>> {
  readonly authorize: StorageHandlerOptions['authorize'];
}

const bytes = z.number().int().min(1);
const callable = z.custom<(...args: never[]) => unknown>(
  value => typeof value === 'function',
  'Invalid input: expected a function',
);
const MAX_TIMER_MS = 2 ** 31 - 1;

const handlerOptionsSchema = z.strictObject({
  readOnly: z.boolean().default(true),
  authorize: callable.optional(),
  maxRequestBytes: bytes.default(16 * 1024 * 1024),
  maxResponseBytes: bytes.default(256 * 1024 * 1024),
  timeoutMs: z.number().int().min(1).max(MAX_TIMER_MS).default(60_000),
});

export function resolveHandlerOptions(options: StorageHandlerOptions): ResolvedHandlerOptions {
  return Object.freeze(
    parseOrThrow(handlerOptionsSchema, options, {
      code: 'STORAGE_HANDLER_OPTIONS_INVALID',
      domain: 'STORAGE',
      subject: 'The second argument of storageHandler()',
    }),
  ) as ResolvedHandlerOptions;
}

/** Where a `RemoteStore` finds its store. */
export interface RemoteStoreOptions {
  /** The address at which a `storageHandler` is mounted. @default none, where `fetch` knows the way by itself */
  readonly url?: string | URL;
  /** Sent with each request; a function is asked each time, for tokens that change. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | (() => Record<string, string> | Promise<Record<string, string>>);
  /** Sends a request: a `storageHandler` itself, or a `fetch` of your own. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Milliseconds after which a call counts as unreachable. @default 60,000 */
  readonly timeoutMs?: number;
}

export interface ResolvedRemoteOptions {
  readonly url: string;
  readonly headers: () => Record<string, string> | Promise<Record<string, string>>;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly timeoutMs: number;
}

const remoteOptionsSchema = z
  .strictObject({
    url: z
      .union([z.string(), z.instanceof(URL)])
      .refine(
        url => /^https?:$/.test(URL.parse(String(url))?.protocol ?? ''),
        'Invalid input: expected an http(s) address',
      )
      .optional(),
    headers: z
      .union([callable, z.custom<Record<string, string>>(isTexts, 'Invalid input: expected an object of texts')])
      .optional(),
    fetch: callable.optional(),
    timeoutMs: z.number().int().min(1).max(MAX_TIMER_MS).default(60_000),
  })
  .refine(({ url, fetch }) => url !== undefined || fetch !== undefined, 'Give url, fetch or both');

export function resolveRemoteOptions(options: RemoteStoreOptions): ResolvedRemoteOptions {
  const { url, headers, fetch, timeoutMs } = parseOrThrow(remoteOptionsSchema, options, {
    code: 'REMOTE_STORE_OPTIONS_INVALID',
    domain: 'STORAGE',
    subject: 'The argument of new RemoteStore()',
  }) as RemoteStoreOptions & { readonly timeoutMs: number };
  return Object.freeze({
    // A handler that is called directly looks at the path alone.
    url: String(url ?? 'http://store.invalid').replace(/\/+$/, ''),
    headers: typeof headers === 'function' ? headers : () => ({ ...headers }),
    fetch: fetch ?? (request => globalThis.fetch(request)),
    timeoutMs,
  });
}

function isTexts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(text => typeof text === 'string');
}
