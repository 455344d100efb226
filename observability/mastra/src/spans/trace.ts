import type { BridgedSpan, StartSpanOptions } from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import type { Sampler } from '../sampling/sampler.ts';
import { isTraceId, newTraceId } from './ids.ts';
import type { TraceState } from './span.ts';

/** The span, of another process, pipeline or tracing system, that a trace is continued from. */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly traceState: string | undefined;
  readonly baggage?: string | undefined;
  /** What stands for the parent in a bridged system. */
  readonly bridged?: BridgedSpan;
  /** Whether it is the active span of a bridged system. */
  readonly isActive?: boolean;
}

/** Decides, once, everything that holds for all spans of a trace in this process. */
export function beginTrace(
  options: StartSpanOptions,
  remote: RemoteParent | undefined,
  clock: Clock,
  sample: Sampler,
): TraceState {
  const { tracingOptions } = options;
  const wallStart = clock.now();
  const monotonicStart = clock.monotonic();
  const given = remote?.traceId ?? tracingOptions?.traceId;
  const traceId = isTraceId(given) ? given : newTraceId(wallStart);
  const upstream = remote?.sampled ?? tracingOptions?.sampled;
  const { sampled, weight, isTail } = sample(
    { traceId, name: options.name, type: options.type, tracingOptions },
    upstream,
  );
  return {
    traceId,
    sampled,
    sampleWeight: weight,
    isTail,
    hideInput: tracingOptions?.hideInput ?? false,
    hideOutput: tracingOptions?.hideOutput ?? false,
    traceState: remote?.traceState ?? tracingOptions?.traceState,
    baggage: remote?.baggage ?? tracingOptions?.baggage,
    wallStart,
    monotonicStart,
    spanCount: 0,
  };
}
