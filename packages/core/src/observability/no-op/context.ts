import type { Counter, Gauge, Histogram, LoggerContext, MetricsContext } from '../types/context.ts';

const ignore = (): void => undefined;
const counter: Counter = Object.freeze({ add: ignore });
const gauge: Gauge = Object.freeze({ set: ignore });
const histogram: Histogram = Object.freeze({ record: ignore });

/** Records nothing. Shared and frozen: a call costs a call. */
export const noOpLoggerContext: LoggerContext = Object.freeze({
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  isLevelEnabled: () => false,
});

/** Measures nothing. Shared and frozen. */
export const noOpMetricsContext: MetricsContext = Object.freeze({
  counter: () => counter,
  gauge: () => gauge,
  histogram: () => histogram,
  emit: ignore,
});
