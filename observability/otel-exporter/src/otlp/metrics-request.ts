import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { OtlpScope } from '../spans/readable-span.ts';

/** A measurement that is kept as an example of its point, with the span that it was taken in. */
export interface OtlpExemplar {
  readonly time: Date;
  readonly value: number;
  readonly traceId?: string;
  readonly spanId?: string;
}

interface OtlpPoint {
  readonly attributes: Attributes;
  /** When the time that the point speaks of began; a gauge speaks of a moment. */
  readonly start?: Date;
  readonly time: Date;
  readonly exemplars?: readonly OtlpExemplar[];
}

export interface OtlpNumberPoint extends OtlpPoint {
  readonly value: number;
}

export interface OtlpHistogramPoint extends OtlpPoint {
  readonly count: number;
  readonly sum: number;
  readonly min?: number;
  readonly max?: number;
  /** Upper bounds, inclusive; there is one bucket more than bounds. */
  readonly bounds: readonly number[];
  readonly bucketCounts: readonly number[];
}

export type OtlpTemporality = 'delta' | 'cumulative';

interface OtlpMetricBase {
  readonly name: string;
  readonly description?: string;
  /** UCUM. */
  readonly unit?: string;
}

export type OtlpMetric = OtlpMetricBase &
  (
    | { readonly type: 'gauge'; readonly points: readonly OtlpNumberPoint[] }
    | { readonly type: 'sum'; readonly temporality: OtlpTemporality; readonly points: readonly OtlpNumberPoint[] }
    | {
        readonly type: 'histogram';
        readonly temporality: OtlpTemporality;
        readonly points: readonly OtlpHistogramPoint[];
      }
  );

/** Metrics of one resource and one scope. */
export interface OtlpMetrics {
  readonly resource: Resource;
  readonly scope: OtlpScope;
  readonly metrics: readonly OtlpMetric[];
}

const TEMPORALITY: Readonly<Record<OtlpTemporality, number>> = { delta: 1, cumulative: 2 };

/**
 * An `ExportMetricsServiceRequest` in OTLP's JSON form.
 */
export function metricsRequest({ resource, scope, metrics }: OtlpMetrics): object {
  return {
    resourceMetrics: [
      {
        resource: { attributes: keyValues(resource.attributes) },
        scopeMetrics: [
          {
            scope: { name: scope.name, version: scope.version },
            metrics: metrics.map(metricOf),
            schemaUrl: scope.schemaUrl,
          },
        ],
        schemaUrl: resource.schemaUrl,
      },
    ],
  };
}

function metricOf(metric: OtlpMetric): object {
  const head = { name: metric.name, description: metric.description, unit: metric.unit };
  switch (metric.type) {
    case 'gauge':
      return { ...head, gauge: { dataPoints: metric.points.map(numberPoint) } };
    case 'sum':
      return {
        ...head,
        sum: {
          dataPoints: metric.points.map(numberPoint),
          aggregationTemporality: TEMPORALITY[metric.temporality],
          isMonotonic: true,
        },
      };
    case 'histogram':
      return {
        ...head,
        histogram: {
          dataPoints: metric.points.map(histogramPoint),
          aggregationTemporality: TEMPORALITY[metric.temporality],
        },
      };
  }
}

function numberPoint(point: OtlpNumberPoint): object {
  return { ...pointOf(point), asDouble: point.value };
}

function histogramPoint(point: OtlpHistogramPoint): object {
  return {
    ...pointOf(point),
    count: String(point.count),
    sum: point.sum,
    bucketCounts: point.bucketCounts.map(String),
    explicitBounds: point.bounds,
    min: point.min,
    max: point.max,
  };
}

function pointOf({ attributes, start, time, exemplars }: OtlpPoint): object {
  return {
    attributes: keyValues(attributes),
    startTimeUnixNano: start && nanos(start),
    timeUnixNano: nanos(time),
    exemplars: exemplars?.map(exemplar => ({
      timeUnixNano: nanos(exemplar.time),
      asDouble: exemplar.value,
      traceId: exemplar.traceId,
      spanId: exemplar.spanId,
    })),
  };
}

function nanos(date: Date): string {
  return String(BigInt(date.getTime()) * 1_000_000n);
}

function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return Array.isArray(value) ? { arrayValue: { values: value.map(anyValue) } } : {};
  }
}
