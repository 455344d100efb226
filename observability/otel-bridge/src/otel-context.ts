import { type Context, context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** One of our spans with the OpenTelemetry context that it is active in. */
export interface InContext {
  readonly traceId: string;
  readonly otelContext: Context;
}

/** In a context that one of our spans is active in: which one. Whatever else was opened since then lies between. */
export const INNERMOST = createContextKey('mastra.otel-bridge.innermost');

/** The key by which OpenTelemetry's SDK is asked to record nothing, as `suppressTracing` of `@opentelemetry/core` sets it. */
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Nothing of the program's, and nothing is recorded: what the pipeline works in. */
export const QUIET_CONTEXT = ROOT_CONTEXT.setValue(SUPPRESSED, true);

export function isSuppressed(of: Context): boolean {
  return of.getValue(SUPPRESSED) === true;
}

/**
 * Where a child of one of our spans belongs. In a context whose innermost span of ours is the parent, below what is
 * active there: the parent, or a span that the program opened in it. From any other context, below the parent.
 */
export function contextBelow(parent: InContext): Context {
  const active = context.active();
  const isInside = active.getValue(INNERMOST) === parent && trace.getSpanContext(active)?.traceId === parent.traceId;
  return isInside ? active : parent.otelContext;
}

/**
 * Calls `work` exactly once, within a context where that can be had. What `work` throws passes through; what a context
 * manager throws does not.
 */
export function runWithin<T>(within: Context, work: () => T, onFailure: (error: unknown) => void): T {
  let isCalled = false;
  const call = () => {
    isCalled = true;
    return work();
  };
  try {
    return context.with(within, call);
  } catch (error) {
    if (isCalled) throw error;
    onFailure(error);
    return work();
  }
}

/** Whether what is made active is: OpenTelemetry's interface alone, without a context manager, has one context for all. */
export function canActivate(): boolean {
  return context.with(QUIET_CONTEXT, () => isSuppressed(context.active()));
}
