import { MastraError } from '@mastra/core/error';
import { DEFAULT_LOST_AFTER_MS, type Retention, type RetentionOptions, resolveRetention } from '@mastra/core/storage';

/** How to make a `DuckDBStore`. */
export interface DuckDBStoreOptions {
  /**
   * A file, which is made with its directory where it is not there, or `':memory:'` for a store that ends with the
   * process. Several processes may name the same file: see `share`.
   */
  readonly path: string;
  /** The most memory that the engine takes beside Node's own, such as `'512MB'` or `'4GB'`. @default '1GB' */
  readonly memoryLimit?: string;
  /** Threads of the engine. @default one for each core */
  readonly threads?: number;
  /**
   * Other stores on this file, in this process or another one of the same user, use it at the same time: the one that
   * opened it first has it open and answers the others over a socket beside it. The other options are those of that one.
   * `false`: this store opens the file alone or not at all. @default true
   */
  readonly share?: boolean;
  /** Days that each signal is kept; `false` for ever. @default 30 for traces and logs, 90 for metrics, the others for ever */
  readonly retention?: RetentionOptions;
  /** Milliseconds between two runs of the retention, the first at the start; `false` leaves it to `prune()`. @default an hour */
  readonly pruneIntervalMs?: number | false;
  /** Milliseconds after which a span that still runs reads as `lost`; `false` for never. @default false */
  readonly lostAfterMs?: number | false;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** The options with nothing left to decide. */
export interface ResolvedOptions {
  readonly path: string;
  readonly memoryLimit: string;
  readonly threads: number | null;
  /** Never in memory. */
  readonly share: boolean;
  readonly retention: Retention;
  readonly pruneIntervalMs: number | false;
  readonly lostAfterMs: number | false;
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Rule {
  readonly test: (value: unknown) => boolean;
  readonly allowed: string;
}

const isInteger = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const rules: Readonly<Record<keyof DuckDBStoreOptions, Rule>> = {
  path: {
    test: value => typeof value === 'string' && value.trim() !== '' && !value.includes('\0'),
    allowed: "the path of a file, or ':memory:'",
  },
  memoryLimit: {
    test: value => typeof value === 'string' && /^\d+(\.\d+)?\s?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/i.test(value),
    allowed: "a number with a unit, such as '512MB' or '4GB'",
  },
  threads: { test: value => isInteger(value, 1, 1024), allowed: 'a whole number from 1 to 1024' },
  share: { test: value => typeof value === 'boolean', allowed: 'true or false' },
  retention: {
    test: value => typeof value === 'object' && value !== null && !Array.isArray(value),
    allowed: 'an object of days by signal',
  },
  pruneIntervalMs: {
    test: value => value === false || isInteger(value, 1000, LONGEST_TIMER_MS),
    allowed: `false, or whole milliseconds from 1000 to ${LONGEST_TIMER_MS}`,
  },
  lostAfterMs: {
    test: value => value === false || (Number.isFinite(value) && (value as number) >= 0),
    allowed: 'false, or milliseconds of 0 or more',
  },
  now: { test: value => typeof value === 'function', allowed: 'a function that answers milliseconds' },
};

/** @throws MastraError `DUCKDB_OPTIONS_INVALID` that names the option, what was given and what is allowed. */
export function resolveOptions(options: DuckDBStoreOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid(
      'new DuckDBStore() takes an object',
      options,
      "{ path: 'observability.duckdb' } or { path: ':memory:' }",
    );
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = rules[name as keyof DuckDBStoreOptions];
    if (!rule) throw invalid(`${name} is no option of DuckDBStore`, value, Object.keys(rules).join(', '));
    if (value !== undefined && !rule.test(value)) throw invalid(`${name} cannot be used`, value, rule.allowed);
  }
  if (options.path === undefined) throw invalid('path is missing', undefined, rules.path.allowed);
  return Object.freeze({
    path: options.path,
    memoryLimit: options.memoryLimit ?? '1GB',
    threads: options.threads ?? null,
    share: options.path !== ':memory:' && (options.share ?? true),
    retention: resolveRetention(options.retention),
    pruneIntervalMs: options.pruneIntervalMs ?? HOUR_MS,
    lostAfterMs: options.lostAfterMs ?? DEFAULT_LOST_AFTER_MS,
    now: options.now ?? Date.now,
  });
}

function invalid(what: string, given: unknown, allowed: string): MastraError {
  const shown =
    typeof given === 'string' ? JSON.stringify(given) : typeof given === 'object' ? 'an object' : String(given);
  return new MastraError({
    code: 'DUCKDB_OPTIONS_INVALID',
    domain: 'STORAGE',
    message: `DuckDBStore: ${what} (given: ${shown}). Allowed: ${allowed}.`,
    details: { given: shown },
  });
}
