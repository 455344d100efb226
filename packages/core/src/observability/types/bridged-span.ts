/**
 * The span of another tracing system that stands for one of ours. While code runs inside our span it is the other
 * system's active span too, so that what that system records by itself hangs below it.
 */
export interface BridgedSpan {
  /** 32 hex digits, the same in both systems. */
  readonly traceId: string;
  /** 16 hex digits, the same in both systems. Absent in a trace that is left out: there our spans make ids of their own. */
  readonly spanId?: string;
  /** Calls `fn` exactly once, with this span active in the other system, and returns or throws what it does. */
  run<T>(fn: () => T): T;
}
