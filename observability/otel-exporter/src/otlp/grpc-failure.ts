import { HttpStatusError, RetryAfterError } from '@mastra/observability';
import { readRpcStatus } from './rpc-status.ts';

/** What the error of a gRPC call looks like. */
export interface GrpcError {
  readonly code?: number;
  readonly details?: string;
  readonly message: string;
  readonly metadata?: { get(key: string): readonly (string | Uint8Array)[] };
}

interface GrpcCode {
  readonly name: string;
  /** The HTTP status that means the same, so that one rule decides for both what a failure means. */
  readonly status: number;
}

const CODES: Readonly<Record<number, GrpcCode>> = {
  1: { name: 'CANCELLED', status: 503 },
  2: { name: 'UNKNOWN', status: 500 },
  3: { name: 'INVALID_ARGUMENT', status: 400 },
  4: { name: 'DEADLINE_EXCEEDED', status: 504 },
  5: { name: 'NOT_FOUND', status: 404 },
  6: { name: 'ALREADY_EXISTS', status: 409 },
  7: { name: 'PERMISSION_DENIED', status: 403 },
  8: { name: 'RESOURCE_EXHAUSTED', status: 429 },
  9: { name: 'FAILED_PRECONDITION', status: 400 },
  10: { name: 'ABORTED', status: 503 },
  11: { name: 'OUT_OF_RANGE', status: 503 },
  // Whoever answers is no OTLP receiver, as with a wrong URL.
  12: { name: 'UNIMPLEMENTED', status: 404 },
  13: { name: 'INTERNAL', status: 500 },
  14: { name: 'UNAVAILABLE', status: 503 },
  15: { name: 'DATA_LOSS', status: 503 },
  16: { name: 'UNAUTHENTICATED', status: 401 },
};

const TOO_LARGE = /larger than max|message (?:size|length) exceeds/i;

/** The error for a gRPC call that failed, with an HTTP status or the pause that the destination asks for. */
export function grpcFailure(error: GrpcError, what: string): Error {
  const code = CODES[error.code ?? 2] ?? { name: `code ${error.code}`, status: 500 };
  const said = error.details || error.message;
  const message = `${what} answered ${code.name}${adviceOf(code.status)}: ${said}`;
  const delayMs = retryDelayOf(error);
  if (delayMs !== undefined && (code.status === 429 || code.status === 503)) {
    return new RetryAfterError(message, delayMs, { cause: error });
  }
  // The one case of RESOURCE_EXHAUSTED that waiting does not cure: a smaller batch does.
  const status = code.status === 429 && TOO_LARGE.test(said) ? 413 : code.status;
  return new HttpStatusError(message, status);
}

function adviceOf(status: number): string {
  if (status === 401 || status === 403) return ' (check the credentials)';
  return status === 404 ? ' (check the URL: is it a gRPC receiver of OTLP?)' : '';
}

function retryDelayOf({ metadata }: GrpcError): number | undefined {
  const [details] = metadata?.get('grpc-status-details-bin') ?? [];
  return details instanceof Uint8Array ? readRpcStatus(details).retryDelayMs : undefined;
}
