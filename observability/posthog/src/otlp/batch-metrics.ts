import type { ExportedMetric } from '@mastra/core/observability';
import { attributesOf, type OtlpMetric } from '@mastra/otel-exporter';

export type BoundsOf = (metric: string) => readonly number[];

/**
 * The measurements of one batch as OTLP points, one for each series. Counters and histograms are deltas: PostHog adds
 * them up, so that nothing has to be remembered from batch to batch. Of a gauge the latest value counts.
 */
export function batchMetrics(measurements: readonly ExportedMetric[], boundsOf: BoundsOf): readonly OtlpMetric[] {
  const series = new Map<string, ExportedMetric[]>();
  for (const metric of measurements) {
    const { name, metricType, unit, labels } = metric;
    const key = JSON.stringify([name, metricType, unit, Object.entries(labels).sort()]);
    const known = series.get(key);
    if (known) known.push(metric);
    else series.set(key, [metric]);
  }
  return [...series.values()].map(group => otlpMetric(group, boundsOf));
}

function otlpMetric(group: readonly ExportedMetric[], boundsOf: BoundsOf): OtlpMetric {
  const [first] = group as [ExportedMetric];
  const times = group.map(metric => metric.timestamp.getTime());
  const head = { name: first.name, ...(first.unit && { unit: first.unit }) };
  const point = {
    attributes: attributesOf(first.labels),
    start: new Date(Math.min(...times)),
    time: new Date(Math.max(...times)),
  };
  const values = group.map(metric => metric.value);
  const sum = values.reduce((total, value) => total + value, 0);
  switch (first.metricType) {
    case 'counter':
      return { ...head, type: 'sum', temporality: 'delta', points: [{ ...point, value: sum }] };
    case 'gauge':
      return { ...head, type: 'gauge', points: [{ ...point, value: latest(group).value }] };
    case 'histogram': {
      const bounds = boundsOf(first.name);
      return {
        ...head,
        type: 'histogram',
        temporality: 'delta',
        points: [
          {
            ...point,
            count: values.length,
            sum,
            min: Math.min(...values),
            max: Math.max(...values),
            bounds,
            bucketCounts: bucketCounts(values, bounds),
          },
        ],
      };
    }
  }
}

function bucketCounts(values: readonly number[], bounds: readonly number[]): readonly number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    const bucket = bounds.findIndex(bound => value <= bound);
    const index = bucket === -1 ? bounds.length : bucket;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function latest(group: readonly ExportedMetric[]): ExportedMetric {
  return group.reduce((best, metric) => (metric.timestamp >= best.timestamp ? metric : best));
}
