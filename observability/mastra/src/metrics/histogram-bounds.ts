import type { HistogramBounds } from '@mastra/core/observability';

/** The default of OpenTelemetry's explicit bucket histogram aggregation. */
export const DEFAULT_HISTOGRAM_BOUNDS: readonly number[] = Object.freeze([
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
]);

/** Answers the bounds of a metric: its own, the configured default, or OpenTelemetry's. */
export function histogramBounds(given: HistogramBounds | undefined): (metric: string) => readonly number[] {
  const own = new Map(Object.entries(given?.metrics ?? {}));
  const otherwise = given?.default ?? DEFAULT_HISTOGRAM_BOUNDS;
  return metric => own.get(metric) ?? otherwise;
}
