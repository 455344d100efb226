import type { ExportedMetric } from '@mastra/core/observability';
import type { DistributionSeries, GaugeSeries } from './protocol.ts';
import { tag } from './tags.ts';

/** Datadog's names of our units. */
const UNITS: Readonly<Record<string, string>> = {
  ms: 'millisecond',
  s: 'second',
  us: 'microsecond',
  ns: 'nanosecond',
  usd: 'dollar',
  By: 'byte',
  '%': 'percent',
  '{token}': 'token',
  '{request}': 'request',
};

export interface MetricContext {
  readonly service: string | undefined;
  readonly env: string | undefined;
  readonly hostname: string | undefined;
  readonly tags: readonly string[];
}

/**
 * Counters and histograms. Of several count points with the same second and tags Datadog keeps the last one, so that
 * two batches, or two processes, would take each other's counts away; the values of a distribution it adds up.
 */
export function distribution(metric: ExportedMetric, context: MetricContext): DistributionSeries {
  return {
    metric: metricName(metric.name),
    type: 'distribution',
    points: [[secondOf(metric), [metric.value]]],
    tags: tagsOf(metric, context),
    ...(context.hostname && { host: context.hostname }),
  };
}

export function gauge(metric: ExportedMetric, context: MetricContext): GaugeSeries {
  const unit = metric.unit && UNITS[metric.unit];
  return {
    metric: metricName(metric.name),
    type: 3,
    points: [{ timestamp: secondOf(metric), value: metric.value }],
    tags: tagsOf(metric, context),
    ...(unit && { unit }),
    ...(context.hostname && { resources: [{ type: 'host', name: context.hostname }] }),
  };
}

function secondOf(metric: ExportedMetric): number {
  return Math.floor(metric.timestamp.getTime() / 1000);
}

/** Labels and where the program runs: ids of users and runs would make a series, and a line on the bill, of each. */
function tagsOf(metric: ExportedMetric, context: MetricContext): string[] {
  const service = context.service ?? metric.correlationContext?.serviceName;
  const env = context.env ?? metric.correlationContext?.environment;
  const { labels } = metric;
  return [
    ...context.tags,
    // A label of the same name says the same.
    ...(env && !('env' in labels) ? [tag('env', env)] : []),
    ...(service && !('service' in labels) ? [tag('service', service)] : []),
    ...Object.entries(labels).map(([key, value]) => tag(key, value)),
  ];
}

/** ASCII letters, digits, underscores and dots, a letter first, at most 200. */
function metricName(name: string): string {
  const allowed = name.replace(/[^A-Za-z0-9_.]+/g, '_').slice(0, 200);
  return /^[A-Za-z]/.test(allowed) ? allowed : `m_${allowed}`.slice(0, 200);
}
