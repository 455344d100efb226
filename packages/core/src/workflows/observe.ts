import type { AnySpan } from '../observability/types/index.ts';
import { abortedBy, closeSpan, endingOf } from '../telemetry/endings.ts';
import { orAborted } from '../telemetry/or-aborted.ts';
import { inSpan } from '../telemetry/start-span.ts';
import type { WorkflowStatus } from './result.ts';
import { Suspension } from './step.ts';

/**
 * Runs some work inside a span and ends the span with it, whatever the end. Work that does not heed the signal keeps
 * nobody waiting once that is aborted.
 */
export async function observe<T>(
  span: AnySpan,
  signal: AbortSignal,
  work: () => Promise<T>,
  end: (result: T) => { readonly output?: unknown; readonly attributes?: Record<string, unknown> } = output => ({
    output,
  }),
): Promise<T> {
  try {
    signal.throwIfAborted();
    const result = await orAborted(inSpan(span, work), signal);
    const { output, attributes } = end(result);
    span.end({ output, attributes: { status: 'success', ...attributes } });
    return result;
  } catch (error) {
    closeFailed(span, signal, error);
    throw error;
  }
}

/** Ends a span for what its work threw. */
export function closeFailed(span: AnySpan, signal: AbortSignal, error: unknown): void {
  const attributes = { status: statusOf(signal, error) };
  if (Suspension.is(error)) span.end({ endReason: 'suspended', attributes });
  else closeSpan(span, signal.aborted ? abortedBy(signal.reason) : endingOf(error), { attributes });
}

/** What an error says about the work that threw it. */
export function statusOf(signal: AbortSignal, error: unknown): Exclude<WorkflowStatus, 'success'> {
  if (Suspension.is(error)) return 'suspended';
  return signal.aborted ? 'canceled' : 'failed';
}
