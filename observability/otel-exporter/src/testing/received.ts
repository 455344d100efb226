import { z } from 'zod';

/** OTLP's JSON form, as far as the tests read it, with attributes as plain objects. */
interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
}

const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.strictObject({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: z.number().optional(),
    arrayValue: z.strictObject({ values: z.array(anyValue).optional() }).optional(),
  }),
);
const attributes = z
  .array(z.strictObject({ key: z.string(), value: anyValue }))
  .default([])
  .transform(list => Object.fromEntries(list.map(({ key, value }) => [key, plain(value)])));

const resource = z.object({ attributes });
const scope = z.object({ name: z.string(), version: z.string().optional() });
const nanos = z.string().regex(/^\d+$/);
const hex = z.string().regex(/^([0-9a-f]{16}|[0-9a-f]{32})?$/);

const span = z.object({
  traceId: hex,
  spanId: hex,
  parentSpanId: hex.optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).default({}),
  events: z.array(z.object({ name: z.string(), timeUnixNano: nanos, attributes })).default([]),
  links: z.array(z.object({ traceId: hex, spanId: hex, attributes })).default([]),
  flags: z.number().optional(),
});

const log = z.object({
  timeUnixNano: nanos,
  severityNumber: z.number(),
  severityText: z.string(),
  body: anyValue.transform(plain).optional(),
  eventName: z.string().optional(),
  attributes,
  traceId: hex.optional(),
  spanId: hex.optional(),
});

const point = z.object({
  attributes,
  startTimeUnixNano: nanos.optional(),
  timeUnixNano: nanos,
  asDouble: z.number().optional(),
  count: z.string().optional(),
  sum: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  bucketCounts: z.array(z.string()).optional(),
  explicitBounds: z.array(z.number()).optional(),
  exemplars: z
    .array(z.object({ timeUnixNano: nanos, asDouble: z.number(), traceId: hex.optional(), spanId: hex.optional() }))
    .optional(),
});
const points = z.object({
  dataPoints: z.array(point),
  aggregationTemporality: z.number().optional(),
  isMonotonic: z.boolean().optional(),
});
const metric = z.object({
  name: z.string(),
  unit: z.string().optional(),
  description: z.string().optional(),
  sum: points.optional(),
  gauge: points.optional(),
  histogram: points.optional(),
});

const tracesRequest = z.object({
  resourceSpans: z.array(z.object({ resource, scopeSpans: z.array(z.object({ scope, spans: z.array(span) })) })),
});
const logsRequest = z.object({
  resourceLogs: z.array(z.object({ resource, scopeLogs: z.array(z.object({ scope, logRecords: z.array(log) })) })),
});
const metricsRequest = z.object({
  resourceMetrics: z.array(
    z.object({ resource, scopeMetrics: z.array(z.object({ scope, metrics: z.array(metric) })) }),
  ),
});

export type Attributes = Readonly<Record<string, unknown>>;
export type ReceivedPoint = z.output<typeof point>;

interface Origin {
  readonly resource: Attributes;
  readonly scope: z.output<typeof scope>;
}

export type ReceivedSpan = z.output<typeof span> & Origin;
export type ReceivedLog = z.output<typeof log> & Origin;
export type ReceivedMetric = Pick<z.output<typeof metric>, 'name' | 'unit' | 'description'> &
  Omit<z.output<typeof points>, 'dataPoints'> &
  Origin & {
    readonly kind: 'sum' | 'gauge' | 'histogram';
    readonly points: readonly ReceivedPoint[];
  };

export function spansOf(request: unknown): ReceivedSpan[] {
  return tracesRequest
    .parse(request)
    .resourceSpans.flatMap(({ resource: { attributes: of }, scopeSpans }) =>
      scopeSpans.flatMap(({ scope: by, spans }) => spans.map(one => ({ ...one, resource: of, scope: by }))),
    );
}

export function logsOf(request: unknown): ReceivedLog[] {
  return logsRequest
    .parse(request)
    .resourceLogs.flatMap(({ resource: { attributes: of }, scopeLogs }) =>
      scopeLogs.flatMap(({ scope: by, logRecords }) => logRecords.map(one => ({ ...one, resource: of, scope: by }))),
    );
}

export function metricsOf(request: unknown): ReceivedMetric[] {
  return metricsRequest.parse(request).resourceMetrics.flatMap(({ resource: { attributes: of }, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope: by, metrics }) =>
      metrics.map(({ sum, gauge, histogram, ...head }) => {
        const { dataPoints = [], ...data } = sum ?? gauge ?? histogram ?? {};
        const kind = sum ? 'sum' : gauge ? 'gauge' : 'histogram';
        return { ...head, ...data, kind, points: dataPoints, resource: of, scope: by };
      }),
    ),
  );
}

function plain(value: AnyValue): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
