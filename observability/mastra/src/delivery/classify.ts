import { MastraError, storageFailure } from '@mastra/core/error';
import type { DeliveryFailure } from './failure.ts';

/** Something in the request is at fault: the same bytes will be refused again. */
const REJECTED = new Set([400, 409, 411, 412, 413, 414, 415, 422, 431]);
/** The destination, the way to it or our right to it: the same bytes may be taken later. */
const UNREACHABLE = new Set([401, 402, 403, 404, 405, 407, 408, 421, 423, 425, 429, 502, 503, 504, 507, 509, 529]);
const TIMEOUTS = new Set(['AbortError', 'TimeoutError']);
/** How far `cause` is followed: enough for any real chain, and an end for a circular one. */
const MAX_DEPTH = 10;

/**
 * What an error of a client library or of `fetch` means for the batch: read from `status` or `statusCode`, network
 * codes and time-outs, on the error itself or along its `cause`.
 *
 * Wrong credentials (401, 403) and a wrong address (404) are `unreachable`: the exporter pauses, says so once, and
 * keeps what it has until somebody puts it right. A plain 500 is `unknown`, because a single record may be what the
 * destination stumbles over.
 */
export function destinationFailure(error: unknown): DeliveryFailure {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && typeof current === 'object' && current !== null; depth++) {
    const failure = ofStatus(statusOf(current)) ?? ofName(current);
    if (failure) return failure;
    current = 'cause' in current ? current.cause : undefined;
  }
  return storageFailure(error) === 'unreachable' ? 'unreachable' : 'unknown';
}

function ofStatus(status: number | undefined): DeliveryFailure | undefined {
  if (status === undefined) return undefined;
  if (REJECTED.has(status)) return 'rejected';
  if (UNREACHABLE.has(status) || (status >= 300 && status < 400)) return 'unreachable';
  return status >= 400 ? 'unknown' : undefined;
}

function ofName(error: object): DeliveryFailure | undefined {
  if (MastraError.is(error) && error.code === 'EXPORTER_PEER_MISSING') return 'unreachable';
  return 'name' in error && TIMEOUTS.has(String(error.name)) ? 'unreachable' : undefined;
}

function statusOf(error: object): number | undefined {
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  return [status, statusCode].find(value => typeof value === 'number');
}
