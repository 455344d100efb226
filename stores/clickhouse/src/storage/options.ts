import * as zlib from 'node:zlib';
import type { ClickHouseClient } from '@clickhouse/client';
import { MastraError } from '@mastra/core/error';
import { DEFAULT_LOST_AFTER_MS, type Retention, type RetentionOptions, resolveRetention } from '@mastra/core/storage';

/** How to make a `ClickhouseStore`: with a `url`, or with a `client` that is there already. */
export interface ClickhouseStoreOptions {
  /** The HTTP address of the server, for example `http://localhost:8123` or `https://….clickhouse.cloud:8443`. */
  readonly url?: string | undefined;
  /** @default the URL's user, or 'default' */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** A client that is there already, instead of a `url`. `close()` leaves it open. */
  readonly client?: ClickHouseClient;
  /** The database of the tables; `init()` makes it where it is not there. @default the one of the client or the URL */
  readonly database?: string | undefined;
  /** The name of a cluster: tables are made on all of its nodes, sharded by trace id. */
  readonly cluster?: string | undefined;
  /** Tables are replicated by Keeper. On ClickHouse Cloud leave it out: tables are replicated there anyway. @default false */
  readonly replicated?: boolean;
  /** Whether `init()` makes and changes tables. With `false`, apply `printDDL()` yourself. @default true */
  readonly migrate?: boolean;
  /** Days that each signal is kept; `false` for ever. @default 30 for traces and logs, 90 for metrics, the others for ever */
  readonly retention?: RetentionOptions;
  /** Days for which a span that has not ended is shown. @default 7 */
  readonly runningDays?: number;
  /** How bodies are compressed on the way, both ways. @default 'zstd', and 'gzip' before Node 22.15 */
  readonly compression?: 'zstd' | 'gzip' | false;
  /** The longest that the server works on one statement, in milliseconds. @default 30 seconds */
  readonly maxExecutionTimeMs?: number;
  /** The longest that the client waits for an answer, in milliseconds. @default 60 seconds */
  readonly requestTimeoutMs?: number;
  /** Milliseconds after which a span that still runs reads as `lost`; `false` for never. @default false */
  readonly lostAfterMs?: number | false;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

type ConnectionOptions =
  | { readonly kind: 'client'; readonly client: ClickHouseClient }
  | {
      readonly kind: 'url';
      /** Without user, password and database. */
      readonly url: string;
      readonly username: string | undefined;
      readonly password: string | undefined;
      readonly database: string | undefined;
    };

/** The options with nothing left to decide. */
export interface ResolvedOptions {
  readonly connection: ConnectionOptions;
  readonly database: string | null;
  readonly cluster: string | null;
  readonly replicated: boolean;
  readonly migrate: boolean;
  readonly retention: Retention;
  readonly runningDays: number;
  readonly compression: 'zstd' | 'gzip' | false;
  readonly maxExecutionTimeMs: number;
  readonly requestTimeoutMs: number;
  readonly lostAfterMs: number | false;
  readonly now: () => number;
}

interface Rule {
  readonly test: (value: unknown) => boolean;
  readonly allowed: string;
  readonly secret?: boolean;
}

const HAS_ZSTD = typeof zlib.createZstdCompress === 'function';

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,200}$/u.test(value);
const isFlag = (value: unknown) => typeof value === 'boolean';
const isMs = (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 31;

const rules: Readonly<Record<keyof ClickhouseStoreOptions, Rule>> = {
  url: { test: isHttpUrl, allowed: "an http or https URL, such as 'http://localhost:8123'", secret: true },
  username: { test: isText, allowed: 'a text that is not empty' },
  password: { test: value => typeof value === 'string', allowed: 'a text', secret: true },
  client: { test: isClient, allowed: 'a client made by createClient() of @clickhouse/client' },
  database: { test: isName, allowed: 'a name of letters, digits, _, - and .' },
  cluster: { test: isName, allowed: 'a name of letters, digits, _, - and .' },
  replicated: { test: isFlag, allowed: 'true or false' },
  migrate: { test: isFlag, allowed: 'true or false' },
  retention: {
    test: value => typeof value === 'object' && value !== null && !Array.isArray(value),
    allowed: 'an object of days by signal',
  },
  runningDays: { test: value => Number.isFinite(value) && (value as number) > 0, allowed: 'days above 0' },
  compression: {
    test: value => value === 'gzip' || value === false || (value === 'zstd' && HAS_ZSTD),
    allowed: HAS_ZSTD ? "'zstd', 'gzip' or false" : "'gzip' or false; 'zstd' from Node 22.15 on",
  },
  maxExecutionTimeMs: { test: isMs, allowed: 'whole milliseconds of 1 or more' },
  requestTimeoutMs: { test: isMs, allowed: 'whole milliseconds of 1 or more' },
  lostAfterMs: {
    test: value => value === false || (Number.isFinite(value) && (value as number) >= 0),
    allowed: 'false, or milliseconds of 0 or more',
  },
  now: { test: value => typeof value === 'function', allowed: 'a function that answers milliseconds' },
};

/** @throws MastraError `CLICKHOUSE_OPTIONS_INVALID` that names the option and what is allowed; it never shows a secret. */
export function resolveOptions(options: ClickhouseStoreOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid('new ClickhouseStore() takes an object', options, "{ url: 'http://localhost:8123' } or { client }");
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = rules[name as keyof ClickhouseStoreOptions];
    if (!rule) throw invalid(`${name} is no option of ClickhouseStore`, typeof value, Object.keys(rules).join(', '));
    if (value === undefined || rule.test(value)) continue;
    throw invalid(`${name} cannot be used`, rule.secret ? `a ${typeof value} that is not shown` : value, rule.allowed);
  }
  return Object.freeze({
    connection: connectionOf(options),
    database: options.database ?? null,
    cluster: options.cluster ?? null,
    replicated: options.replicated ?? false,
    migrate: options.migrate ?? true,
    retention: resolveRetention(options.retention),
    runningDays: options.runningDays ?? 7,
    compression: options.compression ?? (HAS_ZSTD ? 'zstd' : 'gzip'),
    maxExecutionTimeMs: options.maxExecutionTimeMs ?? 30_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
    lostAfterMs: options.lostAfterMs ?? DEFAULT_LOST_AFTER_MS,
    now: options.now ?? Date.now,
  });
}

function connectionOf({ url, client, username, password }: ClickhouseStoreOptions): ConnectionOptions {
  if (client !== undefined) {
    if (url === undefined && username === undefined && password === undefined) return { kind: 'client', client };
    throw invalid('client was given together with url, username or password', 'both', 'one of the two');
  }
  if (url === undefined) throw invalid('url is missing', undefined, `${rules.url.allowed}, or a client`);
  const address = new URL(url);
  const given = { username: decoded(address.username), password: decoded(address.password) };
  const database = decoded(address.pathname.slice(1));
  address.username = '';
  address.password = '';
  address.pathname = '';
  return {
    kind: 'url',
    url: address.href,
    username: username ?? (given.username || undefined),
    password: password ?? (given.password || undefined),
    database: database || undefined,
  };
}

/** A part of a URL as it was meant: a `%` that begins no escape stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return part;
  }
}

/** The server without credentials, for errors. */
export function serverOf({ connection }: ResolvedOptions): string {
  return connection.kind === 'url' ? `ClickHouse at ${new URL(connection.url).host}` : 'ClickHouse';
}

/** What no error may show. */
export function secretsOf({ connection }: ResolvedOptions): readonly string[] {
  const password = connection.kind === 'url' ? connection.password : undefined;
  return password === undefined || password === '' ? [] : [password, encodeURIComponent(password)];
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function isClient(value: unknown): boolean {
  const methods = ['query', 'command', 'exec', 'close'];
  return (
    typeof value === 'object' &&
    value !== null &&
    methods.every(name => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}

function invalid(what: string, given: unknown, allowed: string): MastraError {
  const shown =
    typeof given === 'string' ? JSON.stringify(given) : typeof given === 'object' ? 'an object' : String(given);
  return new MastraError({
    code: 'CLICKHOUSE_OPTIONS_INVALID',
    domain: 'STORAGE',
    message: `ClickhouseStore: ${what} (given: ${shown}). Allowed: ${allowed}.`,
    details: { given: shown },
  });
}
