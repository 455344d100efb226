import type { BridgedSpan, BridgeParent } from '@mastra/core/observability';
import { type Context, context, createTraceState, isValidSpanId, TraceFlags, trace } from '@opentelemetry/api';
import { contextBelow, type InContext } from './otel-context.ts';

/** The active OpenTelemetry span, such as that of the HTTP request that is being answered. */
export function activeParent(): BridgeParent | undefined {
  const active = trace.getSpanContext(context.active());
  if (!active || !trace.isSpanContextValid(active)) return undefined;
  const { traceId, spanId, traceFlags, traceState } = active;
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0, traceState: traceState?.serialize() };
}

/**
 * The context that the first span of a trace starts in. A parent that is known by its ids alone may be further up the
 * trace that is active already, as the caller's span is above that of the request: then the active span is the nearer one.
 */
export function contextOfRoot(parent: BridgeParent | undefined): Context {
  const active = context.active();
  if (!parent) return trace.deleteSpan(active);
  const { bridged } = parent;
  if (bridged && isInContext(bridged)) return contextBelow(bridged);
  if (trace.getSpanContext(active)?.traceId === parent.traceId) return active;
  return trace.setSpanContext(active, {
    traceId: parent.traceId,
    spanId: parent.spanId ?? standInFor(parent.traceId),
    traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    traceState: parent.traceState === undefined ? undefined : createTraceState(parent.traceState),
    isRemote: true,
  });
}

/**
 * A span id for a parent that nobody knows. OpenTelemetry takes a trace id only together with a parent; all roots of
 * the trace get the same one.
 */
export function standInFor(traceId: string): string {
  const right = traceId.slice(16);
  return isValidSpanId(right) ? right : traceId.slice(0, 16);
}

/** Also where another copy of this package made the span. */
function isInContext(span: BridgedSpan): span is BridgedSpan & InContext {
  return typeof (span as Partial<InContext>).otelContext?.getValue === 'function';
}
