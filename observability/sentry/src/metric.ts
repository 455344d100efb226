import type { CorrelationContext, ExportedMetric, MetricType } from '@mastra/core/observability';
import type { SerializedMetric } from '@sentry/core';
import { cut, type PlainAttributes, type TypedAttributes, typed } from './attributes.ts';
import { entityAttributes, type Origin } from './context.ts';
import { seconds } from './ids.ts';

const TYPES: Readonly<Record<MetricType, SerializedMetric['type']>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'distribution',
};

/** Units by Sentry's names; others go as they are, without the braces of an annotation. */
const UNITS: Readonly<Record<string, string>> = {
  ns: 'nanosecond',
  us: 'microsecond',
  ms: 'millisecond',
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  By: 'byte',
  '%': 'percent',
  '1': 'none',
};

/** Sentry refuses the whole batch for one measurement above 2 KiB; this leaves room for the fixed fields. In bytes. */
const MAX_ATTRIBUTES = 1600;
const MAX_VALUE = 200;

/** A measurement before it has the form of the protocol: also what scores and feedback become. */
export interface Measurement {
  readonly timestamp: Date;
  readonly name: string;
  readonly type: MetricType;
  readonly value: number;
  readonly unit?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  /** The most important first: what does not fit is left out. */
  readonly attributes: PlainAttributes;
  readonly context?: CorrelationContext;
}

export function measurementOf(metric: ExportedMetric): Measurement {
  const { metricType: type, labels, correlationContext: context, ...rest } = metric;
  return { ...rest, type, attributes: labels, context };
}

/** @param ownTrace The trace of measurements that belong to none: Sentry wants one on each. */
export function toSentryMetric(measurement: Measurement, origin: Origin, ownTrace: string): SerializedMetric {
  const { name, type, value, unit, traceId, spanId, attributes, context } = measurement;
  return {
    timestamp: seconds(measurement.timestamp),
    trace_id: traceId ?? ownTrace,
    ...(spanId !== undefined && { span_id: spanId }),
    name: cut(name, MAX_VALUE),
    type: TYPES[type],
    value,
    ...(unit !== undefined && { unit: UNITS[unit] ?? unit.replace(/^\{(.*)\}$/, '$1') }),
    attributes: fitting([origin.attributes(context), attributes, entityAttributes(context)]),
  };
}

function fitting(groups: readonly PlainAttributes[]): TypedAttributes {
  const fit: TypedAttributes = {};
  let bytes = 0;
  for (const [key, value] of groups.flatMap(group => Object.entries(group))) {
    const attribute = typed({ [key]: typeof value === 'string' ? cut(value, MAX_VALUE) : value });
    const size = Buffer.byteLength(JSON.stringify(attribute));
    if (bytes + size > MAX_ATTRIBUTES) continue;
    bytes += size;
    Object.assign(fit, attribute);
  }
  return fit;
}
