import type { AnySpan, SpanEndReason } from '../observability/types/index.ts';

/** Why a span ends that did not end by itself. */
export interface Ending {
  readonly error?: unknown;
  readonly endReason?: SpanEndReason;
}

/** How an error ends a span: an abort and a timeout are told apart from failures, also inside a wrapping error. */
export function endingOf(error: unknown, signal?: AbortSignal): Ending {
  const known = error ?? nothingThrown(error);
  if (signal?.aborted) return { error: known, endReason: reasonOf(signal.reason) ?? 'aborted' };
  return { error: known, endReason: reasonOf(error) };
}

/** `throw undefined` and `Promise.reject()` are failures, too. */
function nothingThrown(error: undefined | null): Error {
  return new Error(`It failed with ${error}: nothing is known of why.`);
}

/** The ending of a run whose signal was aborted for this reason. */
export function abortedBy(reason: unknown): Ending {
  return {
    error: reason ?? new DOMException('This operation was aborted', 'AbortError'),
    endReason: reasonOf(reason) ?? 'aborted',
  };
}

/** Ends a span in the way that an ending says. Nothing happens to a span that has ended. */
export function closeSpan(
  span: AnySpan,
  ending: Ending,
  rest: { attributes?: Record<string, unknown>; output?: unknown } = {},
): void {
  if (span.isEnded) return;
  const { error, endReason } = ending;
  if (endReason === 'aborted') {
    // Nobody wanted the answer any more: that is no error.
    const why = abortReason(error);
    span.end({ ...rest, endReason, attributes: { ...rest.attributes, ...(why && { abortReason: why }) } });
    return;
  }
  if (error === undefined) {
    span.end({ ...rest, endReason });
    return;
  }
  span.error({ error, endReason, endSpan: false });
  span.end(rest);
}

/** What is said of an abort, beside that it was one. */
function abortReason(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return error === undefined ? undefined : String(error);
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  if (name === 'AbortError' && typeof code !== 'string' && message === 'This operation was aborted') return undefined;
  return typeof message === 'string' ? message : undefined;
}

function reasonOf(error: unknown): SpanEndReason | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { name, cause } = current as { name?: unknown; cause?: unknown };
    if (name === 'TimeoutError') return 'timeout';
    if (name === 'AbortError' || name === 'ResponseAborted') return 'aborted';
    current = cause;
  }
  return undefined;
}
