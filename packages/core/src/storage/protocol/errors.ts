import { MastraError, type StorageFailure, storageFailure } from '../../error/index.ts';
import { decodeValue, encodeValue } from './values.ts';

/** An error of the protocol itself. */
export function protocolError(
  code: string,
  message: string,
  failure: StorageFailure = 'unknown',
  cause?: unknown,
): MastraError {
  return new MastraError({ code, domain: 'STORAGE', message, cause, details: { failure } });
}

const STATUS: Readonly<Record<string, number>> = {
  STORAGE_METHOD_UNKNOWN: 404,
  STORAGE_VERSION_UNSUPPORTED: 404,
  STORAGE_REQUEST_INVALID: 400,
  STORAGE_VALUE_INVALID: 400,
  STORAGE_REQUEST_TOO_LARGE: 413,
  STORAGE_FORBIDDEN: 403,
  STORAGE_READ_ONLY: 403,
  STORAGE_CLOSED: 503,
  STORAGE_TIMEOUT: 504,
  OBSERVABILITY_STORAGE_ARGS_INVALID: 400,
  OBSERVABILITY_STORAGE_CURSOR_INVALID: 400,
  OBSERVABILITY_STORAGE_RECORD_INVALID: 400,
};

const STATUS_OF_FAILURE: Readonly<Record<StorageFailure, number>> = {
  unreachable: 503,
  overloaded: 429,
  bad_row: 400,
  unauthorized: 500,
  schema_mismatch: 500,
  unknown: 500,
};

function statusOf(error: MastraError): number {
  if (error.code.endsWith('_NOT_IMPLEMENTED')) return 501;
  return STATUS[error.code] ?? STATUS_OF_FAILURE[storageFailure(error)];
}

/** The error as one line. What is no error of ours says nothing of the inside of the process. */
export function errorLine(error: unknown): string {
  const known = asMastraError(error);
  const { code, domain, message } = known;
  const details = { ...known.details, failure: storageFailure(known) };
  try {
    return encodeValue({ error: { code, domain, message, details } });
  } catch {
    return encodeValue({ error: { code, domain, message } });
  }
}

export function errorResponse(error: unknown): Response {
  const known = asMastraError(error);
  const status = statusOf(known);
  return new Response(`${errorLine(known)}\n`, {
    status,
    headers: {
      'content-type': 'application/x-ndjson',
      ...(status === 429 || status === 503 ? { 'retry-after': '1' } : {}),
    },
  });
}

function asMastraError(error: unknown): MastraError {
  if (MastraError.is(error)) return error;
  return protocolError(
    'STORAGE_FAILED',
    'The store has failed in a way that it does not explain. Its process knows more.',
    storageFailure(error),
    error,
  );
}

/** The error that a line holds, if it holds one. */
export function errorOf(value: unknown): MastraError | undefined {
  if (typeof value !== 'object' || value === null || !('error' in value)) return undefined;
  const { code, domain, message, details } = (value.error ?? {}) as Record<string, unknown>;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return new MastraError({
    code,
    message,
    domain: typeof domain === 'string' ? (domain as MastraError['domain']) : 'STORAGE',
    ...(typeof details === 'object' && details !== null && { details: details as Record<string, unknown> }),
  });
}

/** The error of an answer that is none of success, whoever gave it: the handler, or a proxy before it. */
export function errorOfAnswer(status: number, body: string): MastraError {
  const stated = parsed(body);
  if (stated) return stated;
  const said = body.replace(/\s+/g, ' ').trim().slice(0, 200);
  const [code, failure] = OTHER_ANSWERS.find(([statuses]) => statuses.includes(status))?.slice(1) ?? [
    'STORAGE_ANSWER_INVALID',
    status >= 500 ? 'unreachable' : 'unknown',
  ];
  return protocolError(
    code as string,
    `The server that should hold the store answers with status ${status}${said ? `: ${said}` : ''}. Check the url, the headers and what stands before the store.`,
    failure as StorageFailure,
  );
}

const OTHER_ANSWERS: readonly (readonly [readonly number[], string, StorageFailure])[] = [
  [[401, 403, 407], 'STORAGE_FORBIDDEN', 'unauthorized'],
  [[413], 'STORAGE_REQUEST_TOO_LARGE', 'bad_row'],
  [[408, 425, 502, 503, 504], 'STORAGE_UNREACHABLE', 'unreachable'],
  [[429], 'STORAGE_OVERLOADED', 'overloaded'],
];

function parsed(body: string): MastraError | undefined {
  try {
    return errorOf(decodeValue(body));
  } catch {
    return undefined;
  }
}
