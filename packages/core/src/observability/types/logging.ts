import type { CorrelationContext } from './correlation.ts';

/** Log levels, least severe first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** A threshold: a level, or `silent` for none at all. */
export type LogThreshold = LogLevel | 'silent';

export interface ExportedLog {
  /** Made once, with the event; every later write is idempotent by it. */
  readonly logId: string;
  readonly timestamp: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly correlationContext?: CorrelationContext;
}
