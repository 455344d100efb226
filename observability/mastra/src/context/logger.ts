import type { CorrelationContext } from '@mastra/core/observability';
import {
  type AnySpan,
  LOG_LEVELS,
  type LogEvent,
  type LoggerContext,
  type LogLevel,
  type LogThreshold,
} from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import type { Capture } from '../spans/capture.ts';
import { newEventId } from '../spans/ids.ts';
import { safeText } from '../spans/safe-text.ts';

const SEVERITY: Readonly<Record<LogThreshold, number>> = { debug: 0, info: 1, warn: 2, error: 3, fatal: 4, silent: 5 };

export function severityOf(level: LogThreshold): number {
  return SEVERITY[level];
}

export const isLogThreshold = (value: unknown): value is LogThreshold =>
  value === 'silent' || LOG_LEVELS.includes(value as LogLevel);

/** What a logger needs of the pipeline that it writes to. */
export interface LoggerRuntime {
  readonly clock: Clock;
  readonly capture: Capture;
  /** Correlation of logs outside any span. */
  readonly base: CorrelationContext;
  /** The lowest severity that is recorded; read at every call, so that it can change at any time. */
  readonly threshold: { severity: number };
  emit(event: LogEvent): void;
  /** Counts a log that cannot be recorded. */
  invalid(): void;
}

/** A log that another logger made. */
export interface AdaptedLog {
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** When it was made. @default now */
  readonly timestamp?: Date;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Logs of one span, or of none. A call below the threshold costs a comparison. */
export class SpanLogger implements LoggerContext {
  readonly #runtime: LoggerRuntime;
  readonly #span: AnySpan | undefined;
  readonly #threshold: { severity: number };

  constructor(runtime: LoggerRuntime, span: AnySpan | undefined) {
    this.#runtime = runtime;
    this.#span = span;
    this.#threshold = runtime.threshold;
  }

  debug(message: string, data?: Record<string, unknown>): void {
    if (this.#threshold.severity <= 0) this.#log('debug', message, data);
  }
  info(message: string, data?: Record<string, unknown>): void {
    if (this.#threshold.severity <= 1) this.#log('info', message, data);
  }
  warn(message: string, data?: Record<string, unknown>): void {
    if (this.#threshold.severity <= 2) this.#log('warn', message, data);
  }
  error(message: string, data?: Record<string, unknown>): void {
    if (this.#threshold.severity <= 3) this.#log('error', message, data);
  }
  fatal(message: string, data?: Record<string, unknown>): void {
    if (this.#threshold.severity <= 4) this.#log('fatal', message, data);
  }

  isLevelEnabled(level: LogLevel): boolean {
    return this.#threshold.severity <= SEVERITY[level];
  }

  /** Takes over what another logger wrote, if it passes the threshold. */
  record(log: AdaptedLog): void {
    if (this.isLevelEnabled(log.level)) this.#log(log.level, log.message, log.data, log.timestamp, log.metadata);
  }

  #log(
    level: LogLevel,
    message: string,
    data: Readonly<Record<string, unknown>> | undefined,
    timestamp?: Date,
    metadata?: Readonly<Record<string, unknown>>,
  ): void {
    const { clock, capture, base, emit, invalid } = this.#runtime;
    const span = this.#span;
    let log: LogEvent['log'];
    try {
      log = {
        logId: newEventId(),
        timestamp: timestamp ?? new Date(clock.now()),
        level,
        message: capture.text(typeof message === 'string' ? message : safeText(message)),
        data: data === undefined ? undefined : capture.record(asRecord(data), 'data'),
        traceId: span?.traceId,
        spanId: span?.id,
        metadata: metadata && capture.record(metadata, 'metadata'),
        correlationContext: span ? span.correlation : base,
      };
    } catch {
      invalid();
      return;
    } finally {
      capture.takeBytes();
    }
    emit({ type: 'log', log });
  }
}

/** Callers without types hand over anything: an error, a number, an array. None of it is thrown away. */
function asRecord(data: unknown): Record<string, unknown> {
  try {
    return recordOf(data);
  } catch {
    // A proxy that throws whatever it is asked: the capture says that it is unreadable.
    return { value: data };
  }
}

function recordOf(data: unknown): Record<string, unknown> {
  if (data instanceof Error) return { error: data };
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  return { value: data };
}
