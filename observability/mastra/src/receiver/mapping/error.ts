import type { SpanErrorInfo } from '@mastra/core/observability';
import { objectOf, scalar, textOf } from '../wire/types.ts';
import { recordOf } from '../wire/values.ts';

const ERROR_CODES: ReadonlySet<unknown> = new Set([2, 'STATUS_CODE_ERROR']);

/** Whether a span's status says that it failed. An exception alone does not: it may have been handled. */
export function hasFailed(status: unknown): boolean {
  return ERROR_CODES.has(scalar(objectOf(status).code, 'a status code'));
}

/** The error of a failed span: what its status says, and its last exception event. */
export function errorOf(status: unknown, exception: unknown, errorType: string | undefined): SpanErrorInfo {
  const attributes = recordOf(objectOf(exception).attributes);
  const name = textOf(attributes['exception.type']) ?? errorType;
  const stack = textOf(attributes['exception.stacktrace']);
  const message =
    textOf(attributes['exception.message']) ??
    textOf(objectOf(status).message) ??
    name ??
    'the span failed without a message';
  return { message, ...(name === undefined ? {} : { name }), ...(stack === undefined ? {} : { stack }) };
}

/** The error of a span that our own exporter sent. It has the exception, and beside it what an exception has no words for. */
export function ownErrorOf(exception: unknown, more: unknown): SpanErrorInfo | undefined {
  if (exception === undefined) return undefined;
  const {
    'exception.type': name,
    'exception.message': message,
    'exception.stacktrace': trace,
  } = recordOf(objectOf(exception).attributes);
  const details = objectOf(more);
  // A stack that is told apart is one without that of the causes.
  const stack = 'stack' in details || 'cause' in details ? details.stack : trace;
  return {
    ...details,
    message: typeof message === 'string' ? message : '',
    ...(typeof name === 'string' && { name }),
    ...(typeof stack === 'string' && { stack }),
  };
}
