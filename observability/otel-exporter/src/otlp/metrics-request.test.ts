import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { expect, it } from 'vitest';
import { decodeRequest } from '../testing/definitions.ts';
import { metricsOf } from '../testing/received.ts';
import { metricsRequest, type OtlpMetrics } from './metrics-request.ts';
import { METRICS_SCHEMA } from './metrics-schema.ts';
import { encodeProtobuf } from './protobuf-writer.ts';
import { otlpResource } from './resource.ts';

const start = new Date('2026-01-01T00:00:00Z');
const time = new Date('2026-01-01T00:00:01.234Z');
const hr = (date: Date): [number, number] => [Math.floor(date.getTime() / 1000), (date.getTime() % 1000) * 1e6];

const attributes = { text: 'ü', yes: true, whole: -3, part: 0.5, list: ['a', 'b'] };
const metrics: OtlpMetrics = {
  resource: otlpResource({ 'service.name': 'app', answer: 42 }),
  scope: { name: 'scope', version: '1' },
  metrics: [
    {
      name: 'calls',
      description: 'Calls',
      unit: '{call}',
      type: 'sum',
      temporality: 'cumulative',
      points: [{ attributes, start, time, value: 300 }],
    },
    {
      name: 'wait',
      unit: 'ms',
      type: 'histogram',
      temporality: 'delta',
      points: [
        { attributes, start, time, count: 3, sum: 60.5, min: 0.5, max: 50, bounds: [1, 10], bucketCounts: [1, 1, 1] },
      ],
    },
  ],
};

/** The same as OpenTelemetry's SDK would hold it. */
const official = {
  resource: metrics.resource,
  scopeMetrics: [
    {
      scope: metrics.scope,
      metrics: [
        {
          descriptor: { name: 'calls', description: 'Calls', unit: '{call}', valueType: 1 },
          dataPointType: 3,
          aggregationTemporality: 1,
          isMonotonic: true,
          dataPoints: [{ attributes, startTime: hr(start), endTime: hr(time), value: 300 }],
        },
        {
          descriptor: { name: 'wait', description: '', unit: 'ms', valueType: 1 },
          dataPointType: 0,
          aggregationTemporality: 0,
          dataPoints: [
            {
              attributes,
              startTime: hr(start),
              endTime: hr(time),
              value: { count: 3, sum: 60.5, min: 0.5, max: 50, buckets: { boundaries: [1, 10], counts: [1, 1, 1] } },
            },
          ],
        },
      ],
    },
  ],
} as unknown as Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];

const encoded = (of: OtlpMetrics) => encodeProtobuf(METRICS_SCHEMA, 'ExportMetricsServiceRequest', metricsRequest(of));

it('encodes metrics as OpenTelemetry’s own encoder does', () => {
  const theirs = ProtobufMetricsSerializer.serializeRequest(official)!;
  // Theirs writes one field more: that no attribute of the resource was dropped.
  expect(decodeRequest('metrics', theirs, 'protobuf')).toMatchObject(
    decodeRequest('metrics', encoded(metrics), 'protobuf'),
  );
});

it('adds what that encoder lacks: exemplars', () => {
  const exemplar = { time, value: 50, traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
  const [, histogram] = metrics.metrics;
  if (histogram?.type !== 'histogram') throw new Error('the second metric is a histogram');
  const points = histogram.points.map(point => ({ ...point, exemplars: [exemplar, { time, value: 2 }] }));
  const request = decodeRequest('metrics', encoded({ ...metrics, metrics: [{ ...histogram, points }] }), 'protobuf');
  expect(metricsOf(request)[0]!.points[0]!.exemplars).toEqual([
    { timeUnixNano: '1767225601234000000', asDouble: 50, traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) },
    { timeUnixNano: '1767225601234000000', asDouble: 2 },
  ]);
});
