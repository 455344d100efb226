import type { CorrelationContext } from './correlation.ts';

/** A judgement of quality, as a user gives it. */
export interface ScoreInput {
  /** Who judged, for example `relevance`. */
  readonly scorerId: string;
  readonly scorerVersion?: string;
  readonly score: number;
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly experimentId?: string;
  /** The trace of the scorer's own work. */
  readonly scoreTraceId?: string;
  /** Give one to make a repeated call idempotent. Made where absent. */
  readonly scoreId?: string;
}

export interface ExportedScore {
  readonly scoreId: string;
  readonly timestamp: Date;
  readonly scorerId: string;
  readonly scorerVersion?: string;
  readonly score: number;
  readonly reason?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly scoreTraceId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly correlationContext?: CorrelationContext;
}
