import { z } from 'zod';

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const traceId = hex(32);
const spanId = hex(16);
const eventId = hex(32);
const epochSeconds = z.number().min(1_000_000_000).max(10_000_000_000);

const attribute = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('string'), value: z.string() }),
  z.strictObject({ type: z.literal('boolean'), value: z.boolean() }),
  z.strictObject({ type: z.literal('integer'), value: z.int() }),
  z.strictObject({ type: z.literal('double'), value: z.number() }),
  z.strictObject({ type: z.literal('array'), value: z.array(z.string()) }),
]);
const attributes = z.record(z.string().min(1), attribute);

/** https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/ */
const spanSchema = z.strictObject({
  trace_id: traceId,
  span_id: spanId,
  parent_span_id: spanId.optional(),
  name: z.string().min(1),
  status: z.enum(['ok', 'error']),
  is_segment: z.boolean(),
  start_timestamp: epochSeconds,
  end_timestamp: epochSeconds,
  attributes: attributes.and(
    z.looseObject({ 'sentry.op': attribute, 'sentry.sdk.name': attribute, 'sentry.sdk.version': attribute }),
  ),
  links: z.array(z.strictObject({ trace_id: traceId, span_id: spanId, attributes: attributes.optional() })).optional(),
});

/** https://develop.sentry.dev/sdk/telemetry/logs/ */
const logSchema = z.strictObject({
  timestamp: epochSeconds,
  trace_id: traceId,
  span_id: spanId.optional(),
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  severity_number: z.int().min(1).max(24),
  body: z.string(),
  attributes,
});

/** https://develop.sentry.dev/sdk/telemetry/metrics/ */
const metricSchema = z.strictObject({
  timestamp: epochSeconds,
  trace_id: traceId,
  span_id: spanId.optional(),
  name: z.string().min(1),
  type: z.enum(['counter', 'gauge', 'distribution']),
  value: z.number(),
  unit: z.string().optional(),
  attributes,
});

const traceContext = z.strictObject({
  trace_id: traceId,
  span_id: spanId,
  parent_span_id: spanId.optional(),
  op: z.string().optional(),
  status: z.string().optional(),
  origin: z.string().optional(),
});

const event = z.strictObject({
  event_id: eventId,
  timestamp: epochSeconds,
  platform: z.literal('node'),
  level: z.enum(['fatal', 'error', 'warning', 'info', 'debug']),
  logger: z.string().optional(),
  release: z.string().optional(),
  environment: z.string().optional(),
  transaction: z.string().optional(),
  sdk: z.strictObject({ name: z.string(), version: z.string() }),
  tags: z.record(z.string().max(200), z.string().max(200)),
  user: z.strictObject({ id: z.string() }).optional(),
});

/** https://develop.sentry.dev/sdk/foundations/data-model/event-payloads/ */
const errorSchema = event.extend({
  exception: z.strictObject({
    values: z
      .array(
        z.strictObject({
          type: z.string(),
          value: z.string(),
          mechanism: z.strictObject({
            type: z.string(),
            handled: z.boolean(),
            exception_id: z.int().nonnegative(),
            parent_id: z.int().nonnegative().optional(),
            source: z.string().optional(),
          }),
          stacktrace: z
            .strictObject({
              frames: z
                .array(
                  z.strictObject({
                    filename: z.string().optional(),
                    function: z.string().optional(),
                    module: z.string().optional(),
                    lineno: z.int().optional(),
                    colno: z.int().optional(),
                    in_app: z.boolean().optional(),
                  }),
                )
                .min(1),
            })
            .optional(),
        }),
      )
      .min(1),
  }),
  contexts: z.looseObject({ trace: traceContext }),
});

/** https://develop.sentry.dev/sdk/foundations/data-model/envelope-items/#user-feedback */
const feedbackSchema = event.extend({
  type: z.literal('feedback'),
  contexts: z.strictObject({
    trace: traceContext.optional(),
    feedback: z.strictObject({ message: z.string().min(1).max(4096), source: z.string() }),
  }),
});

/** https://develop.sentry.dev/sdk/telemetry/client-reports/ */
const clientReportSchema = z.strictObject({
  timestamp: epochSeconds,
  discarded_events: z.array(
    z.strictObject({ reason: z.literal('ratelimit_backoff'), category: z.literal('error'), quantity: z.int().min(1) }),
  ),
});

const items = <T extends z.ZodType>(schema: T, max: number) =>
  z.strictObject({ version: z.literal(2), items: z.array(schema).min(1).max(max) });
const container = <T extends string, C extends string>(type: T, contentType: C) =>
  z.strictObject({ type: z.literal(type), item_count: z.int(), content_type: z.literal(contentType) });
const plain = <T extends string>(type: T) => z.strictObject({ type: z.literal(type) });

/** An item's headers and payload, by its type. */
export const itemSchema = z.union([
  z.tuple([container('span', 'application/vnd.sentry.items.span.v2+json'), items(spanSchema, 1000)]),
  z.tuple([container('log', 'application/vnd.sentry.items.log+json'), items(logSchema, 1000)]),
  z.tuple([container('trace_metric', 'application/vnd.sentry.items.trace-metric+json'), items(metricSchema, 1000)]),
  z.tuple([plain('event'), errorSchema]),
  z.tuple([plain('feedback'), feedbackSchema]),
  z.tuple([plain('client_report'), clientReportSchema]),
]);

/** https://develop.sentry.dev/sdk/foundations/data-model/envelopes/#envelope-headers */
export const envelopeHeaderSchema = z.strictObject({
  event_id: eventId.optional(),
  sent_at: z.iso.datetime().optional(),
  dsn: z.url().optional(),
  sdk: z.strictObject({ name: z.string(), version: z.string() }).optional(),
  trace: z
    .strictObject({
      trace_id: traceId,
      public_key: z.string().min(1),
      sample_rate: z.string(),
      sampled: z.enum(['true', 'false']),
      release: z.string().optional(),
      environment: z.string().optional(),
    })
    .optional(),
});

export type SentryItem = z.infer<typeof itemSchema>;
export type EnvelopeHeader = z.infer<typeof envelopeHeaderSchema>;
