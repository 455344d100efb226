import type { ObservabilityBridge, OpenBridgedSpan, StartSpanOptions } from '@mastra/core/observability';
import { isSpanId, isTraceId } from './ids.ts';
import type { TraceState } from './span.ts';
import type { RemoteParent } from './trace.ts';

/** The bridged system's active span as the parent of a root, unless the options say where the trace comes from. */
export function activeParent(bridge: ObservabilityBridge, options: StartSpanOptions): RemoteParent | undefined {
  const { parent, tracingOptions } = options;
  if (parent === null || isSpanId(tracingOptions?.parentSpanId)) return undefined;
  const active = bridge.activeSpan();
  if (!isTraceId(active?.traceId) || !isSpanId(active.spanId)) return undefined;
  const given = tracingOptions?.traceId;
  if (isTraceId(given) && given !== active.traceId) return undefined;
  return {
    traceId: active.traceId,
    spanId: active.spanId,
    sampled: tracingOptions?.sampled ?? active.sampled,
    traceState: active.traceState,
    isActive: true,
  };
}

export interface BridgedTrace {
  readonly trace: TraceState;
  /** The counterpart of the root. */
  readonly bridged: OpenBridgedSpan | undefined;
}

/**
 * Begins a trace in the bridged system as well. Where it is a new one that system makes its id, because its interface
 * takes none; what sampling decided about the id that we made holds.
 */
export function bridgeTrace(
  bridge: ObservabilityBridge,
  begun: TraceState,
  remote: RemoteParent | undefined,
  { type, tracingOptions }: StartSpanOptions,
): BridgedTrace {
  const given = isTraceId(tracingOptions?.traceId);
  if (!begun.sampled) {
    // Inside an active span of the other system, that one's own decision holds for what it records here.
    const bridged = remote?.isActive ? undefined : bridge.leaveOut?.(begun.traceId);
    return { trace: begun, bridged };
  }
  const { traceId, sampled, traceState } = begun;
  const spanId = remote?.spanId ?? (isSpanId(tracingOptions?.parentSpanId) ? tracingOptions.parentSpanId : undefined);
  const parent = remote || given ? { traceId, spanId, sampled, traceState, bridged: remote?.bridged } : undefined;
  const bridged = bridge.startTrace({ type, startTime: begun.wallStart, parent });
  const trace = bridged && !parent && isTraceId(bridged.traceId) ? { ...begun, traceId: bridged.traceId } : begun;
  return { trace, bridged };
}
