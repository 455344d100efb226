import type { LogLevel } from './logging.ts';
import type { MetricType } from './metrics.ts';

/** Structured logging that knows the span it happens in. No method throws or waits. */
export interface LoggerContext {
  debug(message: string, data?: Record<string, unknown>): void;
  info(message: string, data?: Record<string, unknown>): void;
  warn(message: string, data?: Record<string, unknown>): void;
  error(message: string, data?: Record<string, unknown>): void;
  fatal(message: string, data?: Record<string, unknown>): void;
  /** Whether a call at this level would be recorded: a guard for data that is costly to make. */
  isLevelEnabled(level: LogLevel): boolean;
}

export interface Counter {
  /** Adds; a negative or non-finite value is refused with one warning. */
  add(value: number, additionalLabels?: Record<string, string>): void;
}

export interface Gauge {
  /** Sets; may be negative. */
  set(value: number, additionalLabels?: Record<string, string>): void;
}

export interface Histogram {
  /** Records one observation. */
  record(value: number, additionalLabels?: Record<string, string>): void;
}

export interface EmitMetricOptions {
  /** @default 'gauge' */
  readonly type?: MetricType;
  readonly unit?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Measurements that know the span they happen in. No method throws or waits. */
export interface MetricsContext {
  counter(name: string): Counter;
  gauge(name: string): Gauge;
  histogram(name: string): Histogram;
  /** The short form of the three above. */
  emit(name: string, value: number, labels?: Record<string, string>, options?: EmitMetricOptions): void;
}
