import type { ExportedMetric } from '@mastra/core/observability';
import { METRIC_CATALOGUE } from '@mastra/observability';
import type { Measurement } from './measurement.ts';

const CATALOGUE: Readonly<Record<string, { readonly description: string } | undefined>> = METRIC_CATALOGUE;

/** Currencies have no unit in UCUM; an annotation is its way to name one. */
const UNITS: Readonly<Record<string, string>> = { usd: '{USD}' };

/** A metric under its own name, with its labels as attributes. */
export function ownMeasurement(metric: ExportedMetric, boundsOf: (name: string) => readonly number[]): Measurement {
  const { name, metricType, unit = '', value, labels, timestamp, traceId, spanId } = metric;
  return {
    name,
    type: metricType,
    unit: UNITS[unit] ?? unit,
    description: CATALOGUE[name]?.description ?? '',
    value,
    attributes: labels,
    bounds: metricType === 'histogram' ? boundsOf(name) : [],
    time: timestamp,
    traceId,
    spanId,
  };
}

/** Whether a metric is one that is derived from spans, scores and feedback, rather than a user's own. */
export function isBuiltIn(name: string): boolean {
  return CATALOGUE[name] !== undefined;
}
