import { MastraError } from './mastra-error.ts';

/**
 * Why a store did not do what it was asked, as far as a caller has to know in order to go on:
 *
 * - `unreachable`: no connection; the same call may work later.
 * - `overloaded`: the store asks for less or later (memory, too many parts, rate limits).
 * - `bad_row`: a record of the call can never be stored; the others can.
 * - `unauthorized`: credentials are missing or wrong.
 * - `schema_mismatch`: tables are not what this version of the store expects.
 * - `unknown`: anything else.
 */
export const STORAGE_FAILURES = [
  'unreachable',
  'overloaded',
  'bad_row',
  'unauthorized',
  'schema_mismatch',
  'unknown',
] as const;

export type StorageFailure = (typeof STORAGE_FAILURES)[number];

const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** How far `cause` is followed: enough for any real chain, and an end for a circular one. */
const MAX_DEPTH = 10;

/**
 * Classifies an error of a store: by `details.failure` of a `MastraError`, else by a network code of Node (`code`), on
 * the error itself or on the first `cause` that says something.
 *
 * @example
 * try { await store.batchCreateLogs({ logs }); }
 * catch (error) { if (storageFailure(error) === 'unreachable') retryLater(logs); }
 */
export function storageFailure(error: unknown): StorageFailure {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && typeof current === 'object' && current !== null; depth++) {
    const failure = ownFailure(current);
    if (failure) return failure;
    current = 'cause' in current ? current.cause : undefined;
  }
  return 'unknown';
}

function ownFailure(error: object): StorageFailure | undefined {
  if (MastraError.is(error)) {
    const stated = error.details?.failure;
    const known = STORAGE_FAILURES.find(failure => failure === stated);
    if (known) return known;
  }
  const code = 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return undefined;
  return UNREACHABLE_CODES.has(code) || code.startsWith('UND_ERR_') ? 'unreachable' : undefined;
}
