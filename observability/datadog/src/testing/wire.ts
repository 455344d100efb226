import { z } from 'zod';

/** Datadog's intakes as its documentation has them, strict, so that a field that does not exist is noticed. */

const decimal = z.string().regex(/^\d+$/);
const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const tags = z.array(z.string().regex(/^[^,]+$/));

const toolCall = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  tool_id: z.string().optional(),
  type: z.string().optional(),
});
const toolResult = z.strictObject({
  name: z.string(),
  result: z.string(),
  tool_id: z.string().optional(),
  type: z.string().optional(),
});
const message = z.strictObject({
  role: z.string().optional(),
  content: z.string(),
  tool_calls: z.array(toolCall).optional(),
  tool_results: z.array(toolResult).optional(),
});
const io = z.strictObject({ value: z.string().optional(), messages: z.array(message).optional() });

const METRICS = [
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'non_cached_input_tokens',
  'cache_read_input_tokens',
  'cache_write_input_tokens',
  'reasoning_output_tokens',
  'time_to_first_token',
  'total_cost',
] as const;

const llmObsSpan = z.strictObject({
  name: z.string().min(1),
  span_id: decimal,
  trace_id: traceId,
  parent_id: z.union([decimal, z.literal('undefined')]),
  start_ns: z.number().positive(),
  duration: z.number().nonnegative(),
  status: z.enum(['ok', 'error']),
  meta: z.strictObject({
    kind: z.enum(['agent', 'workflow', 'llm', 'tool', 'task', 'embedding', 'retrieval']),
    input: io.optional(),
    output: io.optional(),
    error: z
      .strictObject({ message: z.string(), type: z.string().optional(), stack: z.string().optional() })
      .optional(),
    metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    model_name: z.string().optional(),
    model_provider: z.string().optional(),
    model_version: z.string().optional(),
    tool_definitions: z.array(z.strictObject({ name: z.string(), description: z.string().optional() })).optional(),
  }),
  metrics: z.partialRecord(z.enum(METRICS), z.number()).optional(),
  session_id: z.string().optional(),
  service: z.string().optional(),
  tags,
});

export const spansBody = z.strictObject({
  data: z.strictObject({
    type: z.literal('span'),
    attributes: z.strictObject({ ml_app: z.string().min(1).max(193), spans: z.array(llmObsSpan).min(1) }),
  }),
});

const evalBase = {
  ml_app: z.string().min(1),
  timestamp_ms: z.int().positive(),
  label: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,199}$/),
  metric_type: z.enum(['categorical', 'score', 'text']),
  score_value: z.number().optional(),
  categorical_value: z.string().optional(),
  text_value: z.string().optional(),
  reasoning: z.string().optional(),
  assessment: z.enum(['pass', 'fail']).optional(),
  tags,
};

const evaluation = z
  .strictObject({
    ...evalBase,
    event_kind: z.literal('evaluation'),
    eval_scope: z.enum(['span', 'trace', 'session']),
    join_on: z
      .strictObject({
        span: z.strictObject({ span_id: decimal, trace_id: traceId }).optional(),
        tag: z.strictObject({ key: z.string(), value: z.string() }).optional(),
      })
      .optional(),
    session_id: z.string().optional(),
  })
  .refine(({ eval_scope, join_on, session_id }) =>
    eval_scope === 'session' ? session_id !== undefined && !join_on : join_on !== undefined && !session_id,
  );

const feedback = z
  .strictObject({
    ...evalBase,
    event_kind: z.literal('feedback'),
    span_id: decimal.optional(),
    trace_id: traceId.optional(),
    session_id: z.string().optional(),
    feedback_join_key: z.string().optional(),
    submitter: z.strictObject({ id: z.string().min(1), type: z.string().optional() }),
  })
  .refine(one => [one.span_id, one.trace_id, one.session_id, one.feedback_join_key].filter(Boolean).length === 1);

const judgement = z
  .discriminatedUnion('event_kind', [evaluation, feedback])
  .refine(one => one[`${one.metric_type}_value`] !== undefined, 'no value of the metric type');

export const evaluationsBody = z.strictObject({
  data: z.strictObject({
    type: z.literal('evaluation_metric'),
    attributes: z.strictObject({ metrics: z.array(judgement).min(1) }),
  }),
});

export const logsBody = z
  .array(
    z.looseObject({
      ddsource: z.string(),
      ddtags: z.string(),
      hostname: z.string().optional(),
      service: z.string().optional(),
      status: z.enum(['debug', 'info', 'warn', 'error', 'critical']),
      message: z.string(),
      timestamp: z.int(),
      dd: z.strictObject({ trace_id: traceId, span_id: decimal.optional() }).optional(),
    }),
  )
  .min(1)
  .max(1000);

const metricName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,199}$/);
const second = z.int().max(10_000_000_000);

export const distributionsBody = z.strictObject({
  series: z
    .array(
      z.strictObject({
        metric: metricName,
        type: z.literal('distribution'),
        points: z.array(z.tuple([second, z.array(z.number())])),
        tags,
        host: z.string().optional(),
      }),
    )
    .min(1),
});

export const seriesBody = z.strictObject({
  series: z
    .array(
      z.strictObject({
        metric: metricName,
        type: z.literal(3),
        points: z.array(z.strictObject({ timestamp: second, value: z.number() })),
        tags,
        unit: z.string().optional(),
        resources: z.array(z.strictObject({ type: z.string(), name: z.string() })).optional(),
      }),
    )
    .min(1),
});

export type WireSpan = z.infer<typeof llmObsSpan>;
export type WireJudgement = z.infer<typeof judgement>;
export type WireLog = z.infer<typeof logsBody>[number];
export type WireDistribution = z.infer<typeof distributionsBody>['series'][number];
export type WireGauge = z.infer<typeof seriesBody>['series'][number];
