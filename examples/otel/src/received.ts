import { z } from 'zod';

/** The parts of OTLP's JSON form that the report is about. */
const value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
type Value = z.output<typeof value>;

const attributes = z
  .array(z.object({ key: z.string(), value }))
  .default([])
  .transform(list => Object.fromEntries(list.map(one => [one.key, plain(one.value)])));

/** Nanoseconds of the epoch, which are too many for a number, as milliseconds. */
const time = z.union([z.string(), z.number()]).transform(nanos => Number(BigInt(nanos) / 1000n) / 1000);

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).default({}),
});

const log = z.object({
  timeUnixNano: time,
  severityText: z.string().default(''),
  body: value.transform(plain).optional(),
  eventName: z.string().optional(),
  attributes,
  traceId: z.string().optional(),
  spanId: z.string().optional(),
});

const point = z.object({
  attributes,
  asDouble: z.number().optional(),
  count: z.union([z.string(), z.number()]).transform(Number).optional(),
  sum: z.number().optional(),
  exemplars: z.array(z.object({ traceId: z.string().optional() })).default([]),
});
const data = z.object({ dataPoints: z.array(point) });
const metric = z.object({
  name: z.string(),
  unit: z.string().default(''),
  sum: data.optional(),
  gauge: data.optional(),
  histogram: data.optional(),
});

const traces = z.object({
  resourceSpans: z.array(
    z.object({ scopeSpans: z.array(z.object({ scope: z.object({ name: z.string() }), spans: z.array(span) })) }),
  ),
});
const logs = z.object({
  resourceLogs: z.array(z.object({ scopeLogs: z.array(z.object({ logRecords: z.array(log) })) })),
});
const metrics = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) })),
});

export type Span = z.output<typeof span> & {
  /** Who made it: our pipeline, or an instrumentation. */
  readonly scope: string;
};
export type Log = z.output<typeof log>;
export type Metric = z.output<typeof metric>;

/** Everything that arrived, in the order in which it came. */
export class Received {
  readonly spans: Span[] = [];
  readonly logs: Log[] = [];
  /** The latest state of each series, by name and attributes: cumulative points replace each other. */
  readonly series = new Map<string, { readonly metric: Metric; readonly point: z.output<typeof point> }>();

  /** @throws ZodError for what is no OTLP. */
  take(path: string, body: unknown): void {
    switch (path) {
      case '/v1/traces':
        for (const { scopeSpans } of traces.parse(body).resourceSpans)
          for (const { scope, spans } of scopeSpans)
            this.spans.push(...spans.map(one => ({ ...one, scope: scope.name })));
        break;
      case '/v1/logs':
        for (const { scopeLogs } of logs.parse(body).resourceLogs)
          for (const { logRecords } of scopeLogs) this.logs.push(...logRecords);
        break;
      case '/v1/metrics':
        for (const { scopeMetrics } of metrics.parse(body).resourceMetrics)
          for (const scope of scopeMetrics) for (const one of scope.metrics) this.#measure(one);
        break;
      default:
        throw new Error(`OTLP has no ${path}`);
    }
  }

  #measure(of: Metric): void {
    for (const one of (of.sum ?? of.gauge ?? of.histogram)?.dataPoints ?? []) {
      this.series.set(JSON.stringify([of.name, one.attributes]), { metric: of, point: one });
    }
  }
}

function plain(of: Value): string | number | boolean | undefined {
  return (
    of.stringValue ?? of.doubleValue ?? of.boolValue ?? (of.intValue === undefined ? undefined : Number(of.intValue))
  );
}
