import { MastraError } from '@mastra/core/error';
import { type StorageFailure, storageFailure } from '@mastra/core/storage';

interface Kind {
  /** The engine's error codes. */
  readonly codes: ReadonlySet<number>;
  readonly code: string;
  readonly failure: StorageFailure;
  readonly advice: string;
}

const kinds: readonly Kind[] = [
  {
    // UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, IP_ADDRESS_NOT_ALLOWED, ACCESS_DENIED, AUTHENTICATION_FAILED, READONLY
    codes: new Set([192, 193, 194, 195, 497, 516, 164]),
    code: 'CLICKHOUSE_UNAUTHORIZED',
    failure: 'unauthorized',
    advice:
      'ClickHouse refuses the user. Check username and password, and that the user may read, insert, alter and create in the database (with migrate: false, creating is not needed).',
  },
  {
    // TOO_SLOW, TIMEOUT_EXCEEDED, TOO_MANY_SIMULTANEOUS_QUERIES, MEMORY_LIMIT_EXCEEDED, TOO_MANY_PARTS, QUOTA_EXCEEDED,
    // TOO_MANY_QUERIES, NOT_ENOUGH_SPACE, TOO_MANY_ROWS_OR_BYTES, SERVER_OVERLOADED
    codes: new Set([159, 160, 201, 202, 241, 243, 252, 396, 631, 745]),
    code: 'CLICKHOUSE_OVERLOADED',
    failure: 'overloaded',
    advice:
      'ClickHouse asks for less, or later. Ask for a shorter range or give the store a higher maxExecutionTimeMs; writes may be repeated after a pause.',
  },
  {
    // UNKNOWN_TABLE, UNKNOWN_DATABASE, NO_SUCH_COLUMN_IN_TABLE, UNKNOWN_IDENTIFIER, NOT_FOUND_COLUMN_IN_BLOCK,
    // THERE_IS_NO_COLUMN, UNKNOWN_TYPE, UNKNOWN_STORAGE, NUMBER_OF_COLUMNS_DOESNT_MATCH, TYPE_MISMATCH
    codes: new Set([60, 81, 16, 47, 10, 8, 50, 56, 7, 20, 53]),
    code: 'CLICKHOUSE_SCHEMA_MISMATCH',
    failure: 'schema_mismatch',
    advice:
      'The tables are not what this version of @mastra/clickhouse expects. Run init() without migrate: false, or apply the statements of printDDL().',
  },
  {
    // CANNOT_PARSE_*, INCORRECT_DATA, ILLEGAL_COLUMN for data, CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN, VALUE_IS_OUT_OF_RANGE
    codes: new Set([6, 25, 26, 27, 38, 41, 69, 72, 117, 131, 321, 349, 691]),
    code: 'CLICKHOUSE_ROW_REFUSED',
    failure: 'bad_row',
    advice:
      'ClickHouse refuses a record of this call, and nothing of the call was stored: write its records apart to find the one.',
  },
  {
    // NETWORK_ERROR, SOCKET_TIMEOUT, KEEPER_EXCEPTION, TABLE_IS_READ_ONLY, ALL_CONNECTION_TRIES_FAILED, ABORTED
    codes: new Set([209, 210, 225, 236, 242, 279, 999]),
    code: 'CLICKHOUSE_UNREACHABLE',
    failure: 'unreachable',
    advice: 'ClickHouse, or a part of its cluster, cannot be reached at the moment. The call may be repeated.',
  },
];

/** Messages of the client where there is neither a code of the engine nor one of the network. */
const unreachable = /timeout error|socket hang up|aborted|premature close|ECONN|EPIPE|getaddrinfo|certificate/i;

/** What errors say of where they happened. */
export interface ErrorPlace {
  /** The server without credentials, or what stands for it. */
  readonly server: string;
  readonly queryId: string;
  /** Texts that no error may show. */
  readonly secrets: readonly string[];
}

/** One clear error for whatever the client has thrown. Errors that are clear already stay as they are. */
export function clickhouseError(error: unknown, place: ErrorPlace): MastraError {
  if (MastraError.is(error)) return error;
  const message = withoutSecrets(error instanceof Error ? error.message : String(error), place.secrets);
  const engineCode = codeOf(error, message);
  const kind = kinds.find(({ codes }) => codes.has(engineCode)) ?? networkKind(error, message);
  const says = message.replace(/\s+/g, ' ').slice(0, 300);
  return new MastraError({
    code: kind?.code ?? 'CLICKHOUSE_FAILED',
    domain: 'STORAGE',
    message: `${kind?.advice ?? 'ClickHouse has failed.'} ${place.server} says: ${says}`,
    cause: safeCause(error, message),
    details: {
      server: place.server,
      queryId: place.queryId,
      failure: kind?.failure ?? 'unknown',
      ...(engineCode > 0 && { engineCode }),
    },
  });
}

function networkKind(error: unknown, message: string): Kind | undefined {
  const isNetwork = storageFailure(error) === 'unreachable' || unreachable.test(message);
  return isNetwork ? kinds.find(({ failure }) => failure === 'unreachable') : undefined;
}

function codeOf(error: unknown, message: string): number {
  const own = typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : Number.NaN;
  if (Number.isInteger(own)) return own;
  return Number(/Code: (\d+)\./.exec(message)?.[1] ?? 0);
}

/** The cause keeps the code and the text, but nothing that a request carried. */
function safeCause(error: unknown, message: string): Error {
  const cause = new Error(message);
  if (typeof error === 'object' && error !== null && 'code' in error) Object.assign(cause, { code: error.code });
  return cause;
}

function withoutSecrets(message: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '***')), message);
}
