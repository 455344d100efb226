import type { ProtobufSchema } from './protobuf-writer.ts';

/**
 * The messages of `opentelemetry/proto/collector/metrics/v1/metrics_service.proto`, as far as they are written here.
 * Numbers and kinds are those of the protocol, which never change.
 */
export const METRICS_SCHEMA: ProtobufSchema = {
  ExportMetricsServiceRequest: { resourceMetrics: { number: 1, kind: '.ResourceMetrics', repeated: true } },
  ResourceMetrics: {
    resource: { number: 1, kind: '.Resource' },
    scopeMetrics: { number: 2, kind: '.ScopeMetrics', repeated: true },
    schemaUrl: { number: 3, kind: 'string' },
  },
  Resource: { attributes: { number: 1, kind: '.KeyValue', repeated: true } },
  ScopeMetrics: {
    scope: { number: 1, kind: '.InstrumentationScope' },
    metrics: { number: 2, kind: '.Metric', repeated: true },
    schemaUrl: { number: 3, kind: 'string' },
  },
  InstrumentationScope: { name: { number: 1, kind: 'string' }, version: { number: 2, kind: 'string' } },
  Metric: {
    name: { number: 1, kind: 'string' },
    description: { number: 2, kind: 'string' },
    unit: { number: 3, kind: 'string' },
    gauge: { number: 5, kind: '.Gauge' },
    sum: { number: 7, kind: '.Sum' },
    histogram: { number: 9, kind: '.Histogram' },
  },
  Gauge: { dataPoints: { number: 1, kind: '.NumberDataPoint', repeated: true } },
  Sum: {
    dataPoints: { number: 1, kind: '.NumberDataPoint', repeated: true },
    aggregationTemporality: { number: 2, kind: 'enum' },
    isMonotonic: { number: 3, kind: 'bool' },
  },
  Histogram: {
    dataPoints: { number: 1, kind: '.HistogramDataPoint', repeated: true },
    aggregationTemporality: { number: 2, kind: 'enum' },
  },
  NumberDataPoint: {
    startTimeUnixNano: { number: 2, kind: 'fixed64' },
    timeUnixNano: { number: 3, kind: 'fixed64' },
    asDouble: { number: 4, kind: 'double' },
    exemplars: { number: 5, kind: '.Exemplar', repeated: true },
    attributes: { number: 7, kind: '.KeyValue', repeated: true },
  },
  HistogramDataPoint: {
    startTimeUnixNano: { number: 2, kind: 'fixed64' },
    timeUnixNano: { number: 3, kind: 'fixed64' },
    count: { number: 4, kind: 'fixed64' },
    sum: { number: 5, kind: 'double' },
    bucketCounts: { number: 6, kind: 'fixed64', repeated: true },
    explicitBounds: { number: 7, kind: 'double', repeated: true },
    exemplars: { number: 8, kind: '.Exemplar', repeated: true },
    attributes: { number: 9, kind: '.KeyValue', repeated: true },
    min: { number: 11, kind: 'double' },
    max: { number: 12, kind: 'double' },
  },
  Exemplar: {
    timeUnixNano: { number: 2, kind: 'fixed64' },
    asDouble: { number: 3, kind: 'double' },
    spanId: { number: 4, kind: 'hex' },
    traceId: { number: 5, kind: 'hex' },
  },
  KeyValue: { key: { number: 1, kind: 'string' }, value: { number: 2, kind: '.AnyValue' } },
  AnyValue: {
    stringValue: { number: 1, kind: 'string' },
    boolValue: { number: 2, kind: 'bool' },
    intValue: { number: 3, kind: 'int64' },
    doubleValue: { number: 4, kind: 'double' },
    arrayValue: { number: 5, kind: '.ArrayValue' },
  },
  ArrayValue: { values: { number: 1, kind: '.AnyValue', repeated: true } },
};
