import { z } from 'zod';

/** PostHog's endpoints as its documentation has them. Custom properties are free, those that begin with `$ai` are not. */

const message = z.object({ role: z.string(), content: z.unknown() });
const tokens = z.int().nonnegative().optional();

const AI_PROPERTIES = {
  $ai_framework: z.string().optional(),
  $ai_trace_id: z
    .string()
    .regex(/^[\w\-~.@()!':|]+$/)
    .optional(),
  $ai_session_id: z.string().optional(),
  $ai_span_id: z.string().optional(),
  $ai_parent_id: z.string().optional(),
  $ai_span_name: z.string().optional(),
  $ai_latency: z.number().nonnegative().optional(),
  $ai_is_error: z.boolean().optional(),
  $ai_error: z.union([z.string(), z.looseObject({ message: z.string() })]).optional(),
  $ai_error_type: z.string().optional(),
  $ai_input_state: z.unknown().optional(),
  $ai_output_state: z.unknown().optional(),
  $ai_input: z.unknown().optional(),
  $ai_output_choices: z.array(message).optional(),
  $ai_model: z.string().optional(),
  $ai_provider: z.string().optional(),
  $ai_model_parameters: z.record(z.string(), z.unknown()).optional(),
  $ai_temperature: z.number().optional(),
  $ai_max_tokens: z.number().optional(),
  $ai_stream: z.boolean().optional(),
  $ai_stop_reason: z.string().optional(),
  $ai_time_to_first_token: z.number().nonnegative().optional(),
  $ai_tools: z
    .array(z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }))
    .optional(),
  $ai_tools_called: z.string().optional(),
  $ai_tool_call_count: tokens,
  $ai_input_tokens: tokens,
  $ai_output_tokens: tokens,
  $ai_cache_read_input_tokens: tokens,
  $ai_cache_creation_input_tokens: tokens,
  $ai_cache_reporting_exclusive: z.boolean().optional(),
  $ai_reasoning_tokens: tokens,
  $ai_total_cost_usd: z.number().optional(),
  $ai_cost_passthrough: z.boolean().optional(),
  $ai_metric_name: z.string().optional(),
  $ai_metric_value: z.string().optional(),
  $ai_feedback_text: z.string().optional(),
};

/** What each kind of event cannot be without. */
const REQUIRED: Readonly<Record<string, readonly (keyof typeof AI_PROPERTIES)[]>> = {
  $ai_trace: ['$ai_trace_id'],
  $ai_span: ['$ai_trace_id', '$ai_span_id', '$ai_parent_id'],
  $ai_generation: ['$ai_trace_id', '$ai_span_id', '$ai_parent_id'],
  $ai_embedding: ['$ai_trace_id', '$ai_span_id', '$ai_parent_id'],
  $ai_metric: ['$ai_metric_name', '$ai_metric_value'],
  $ai_feedback: ['$ai_feedback_text'],
};

const properties = z
  .looseObject({
    ...AI_PROPERTIES,
    $lib: z.string().optional(),
    $geoip_disable: z.boolean().optional(),
    $process_person_profile: z.boolean().optional(),
    $groups: z.record(z.string(), z.string()).optional(),
  })
  .refine(
    given => Object.keys(given).every(name => !name.startsWith('$ai_') || name in AI_PROPERTIES),
    'a property that PostHog does not document',
  );

const event = z
  .looseObject({
    event: z.string().min(1).max(200),
    distinct_id: z.string().min(1).max(200),
    uuid: z.uuid(),
    timestamp: z.iso.datetime(),
    properties,
  })
  .refine(
    given => (REQUIRED[given.event] ?? []).every(name => given.properties[name] !== undefined),
    'a property that the event needs is missing',
  );

export const batchBody = z.looseObject({
  api_key: z.string().startsWith('phc_'),
  historical_migration: z.boolean().optional(),
  batch: z.array(event).min(1),
});

const attribute = z.strictObject({
  key: z.string(),
  value: z.looseObject({ stringValue: z.string().optional() }),
});
const resource = z.looseObject({ attributes: z.array(attribute) });

/** OTLP in its JSON form. */
export const logsBody = z.looseObject({
  resourceLogs: z.array(
    z.looseObject({
      resource,
      scopeLogs: z.array(
        z.looseObject({
          logRecords: z.array(
            z.looseObject({
              timeUnixNano: z.string().regex(/^\d{19}$/),
              severityNumber: z.int().min(1).max(24),
              severityText: z.string(),
              body: z.strictObject({ stringValue: z.string() }),
              attributes: z.array(attribute),
              traceId: z
                .string()
                .regex(/^[0-9a-f]{32}$/)
                .optional(),
              spanId: z
                .string()
                .regex(/^[0-9a-f]{16}$/)
                .optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

const point = z.looseObject({
  attributes: z.array(attribute),
  startTimeUnixNano: z.string(),
  timeUnixNano: z.string(),
});
const numbers = z.looseObject({ dataPoints: z.array(point.extend({ asDouble: z.number() })) });

export const metricsBody = z.looseObject({
  resourceMetrics: z.array(
    z.looseObject({
      resource,
      scopeMetrics: z.array(
        z.looseObject({
          metrics: z.array(
            z.looseObject({
              name: z.string(),
              unit: z.string().optional(),
              gauge: numbers.optional(),
              sum: numbers.extend({ aggregationTemporality: z.literal(1), isMonotonic: z.literal(true) }).optional(),
              histogram: z
                .looseObject({
                  aggregationTemporality: z.literal(1),
                  dataPoints: z.array(
                    point.extend({
                      count: z.string(),
                      sum: z.number(),
                      bucketCounts: z.array(z.string()),
                      explicitBounds: z.array(z.number()),
                    }),
                  ),
                })
                .optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

export type WireEvent = z.infer<typeof event>;
export type WireLog = z.infer<typeof logsBody>['resourceLogs'][number]['scopeLogs'][number]['logRecords'][number];
export type WireMetric = z.infer<
  typeof metricsBody
>['resourceMetrics'][number]['scopeMetrics'][number]['metrics'][number];
