import { MastraError } from '@mastra/core/error';
import { SIGNALS, type Signal } from '@mastra/core/observability';
import type { DateRange } from '@mastra/core/storage';

type Given = Readonly<Record<string, unknown>>;

interface Rule {
  readonly test: (value: unknown) => boolean;
  readonly allowed: string;
}

const isPath = (value: unknown) => typeof value === 'string' && value.trim() !== '' && !value.includes('\0');
const isDate = (value: unknown) =>
  value === undefined || (value instanceof Date && value.getTime() >= 0 && value.getTime() < 1e13);

const rules = {
  signal: { test: value => SIGNALS.includes(value as Signal), allowed: SIGNALS.join(', ') },
  range: {
    test: value =>
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).every(([key, date]) => (key === 'start' || key === 'end') && isDate(date)),
    allowed: '{ start?: Date, end?: Date }',
  },
  dir: { test: isPath, allowed: 'the path of a directory' },
  files: { test: value => Array.isArray(value) && value.every(isPath), allowed: 'an array of paths' },
} as const satisfies Readonly<Record<string, Rule>>;

/** @throws MastraError `DUCKDB_PARQUET_ARGS_INVALID` that names what cannot be used and what is allowed. */
export function checkExport(args: unknown): {
  readonly signal: Signal;
  readonly range: DateRange;
  readonly dir: string;
} {
  const given = check('exportParquet', args, ['signal', 'range', 'dir']);
  for (const name of ['signal', 'dir'] as const) {
    if (given[name] === undefined) throw invalid('exportParquet', name, 'is missing', rules[name].allowed);
  }
  return { signal: given.signal as Signal, range: (given.range ?? {}) as DateRange, dir: given.dir as string };
}

/** @throws MastraError `DUCKDB_PARQUET_ARGS_INVALID` that names what cannot be used and what is allowed. */
export function checkImport(args: unknown): {
  readonly signal: Signal | undefined;
  readonly dir: string | undefined;
  readonly files: readonly string[] | undefined;
} {
  const { signal, dir, files } = check('importParquet', args, ['signal', 'dir', 'files']);
  if ((dir === undefined) === (files === undefined)) {
    throw invalid('importParquet', 'dir or files', dir === undefined ? 'is missing' : 'is one too many', 'one of them');
  }
  return {
    signal: signal as Signal | undefined,
    dir: dir as string | undefined,
    files: files as readonly string[] | undefined,
  };
}

function check(method: string, args: unknown, names: readonly (keyof typeof rules)[]): Given {
  if (typeof args !== 'object' || args === null) {
    throw invalid(method, 'the argument', 'is missing', `an object of ${names.join(', ')}`);
  }
  for (const [name, value] of Object.entries(args)) {
    const known = names.find(one => one === name);
    if (!known) throw invalid(method, name, 'is unknown', names.join(', '));
    if (value !== undefined && !rules[known].test(value)) {
      throw invalid(method, name, 'cannot be used', rules[known].allowed);
    }
  }
  return args as Given;
}

function invalid(method: string, name: string, what: string, allowed: string): MastraError {
  return new MastraError({
    code: 'DUCKDB_PARQUET_ARGS_INVALID',
    domain: 'STORAGE',
    message: `DuckDBStore.${method}(): ${name} ${what}. Allowed: ${allowed}.`,
    details: { method, name },
  });
}
