import type { ExportedMetric } from '@mastra/core/observability';
import { genAiMeasurement } from './gen-ai-metrics.ts';
import type { Measurement } from './measurement.ts';
import { isBuiltIn, ownMeasurement } from './own-metrics.ts';

/**
 * What a metric is sent as: under its own name, and where the conventions have one for it, under theirs. The two are
 * different metrics, so nothing is sent twice under one name.
 */
export function measurementsOf(
  metric: ExportedMetric,
  names: readonly ('mastra' | 'gen_ai')[],
  boundsOf: (metric: string) => readonly number[],
): readonly Measurement[] {
  const measurements: Measurement[] = [];
  if (names.includes('mastra') || !isBuiltIn(metric.name)) measurements.push(ownMeasurement(metric, boundsOf));
  const translated = names.includes('gen_ai') ? genAiMeasurement(metric) : undefined;
  if (translated) measurements.push(translated);
  return measurements;
}
