import { parseOrThrow } from '@mastra/core/error';
import {
  type BudgetExceeded,
  type BudgetOptions,
  type CaptureOptions,
  type DeliveryOptions,
  LOG_LEVELS,
  type LogThreshold,
  type MetricsConfig,
  type ObservabilityBridge,
  type ObservabilityConfig,
  type ObservabilityExporter,
  type SamplerInput,
  type SamplingConfig,
  type SignalProcessor,
} from '@mastra/core/observability';
import { z } from 'zod';
import { deliverySchema } from './delivery/schema.ts';
import type { WaitUntil } from './instances/keep-alive.ts';
import type { CaptureLimits } from './spans/capture.ts';

const count = z.number().int().min(1);

/** Any object that can do what is asked of it: a class instance as well as a literal. */
const capable = <T>(what: string, test: (value: Record<string, unknown>) => boolean) =>
  z.custom<T>(value => typeof value === 'object' && value !== null && test(value as Record<string, unknown>), {
    error: `expected ${what}`,
  });

const exporter = capable<ObservabilityExporter>(
  'an exporter: an object with a name and handlers such as onTracingEvent',
  value => typeof value.name === 'string' && value.name !== '',
);
const processor = capable<SignalProcessor>(
  'a processor: an object with a name and a process(event) function',
  value => typeof value.name === 'string' && typeof value.process === 'function',
);

const bridge = capable<ObservabilityBridge>(
  'a bridge: an object with a name and the functions activeSpan and startTrace, for example new OtelBridge()',
  value =>
    typeof value.name === 'string' && typeof value.activeSpan === 'function' && typeof value.startTrace === 'function',
);

const samplingSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('always') }),
  z.strictObject({ type: z.literal('never') }),
  z.strictObject({ type: z.literal('ratio'), probability: z.number().min(0).max(1) }),
  z.strictObject({
    type: z.literal('tail'),
    keep: z
      .strictObject({
        errors: z.boolean().optional(),
        slowerThanMs: z.number().min(0).optional(),
        costAboveUsd: z.number().min(0).optional(),
        scored: z.boolean().optional(),
        flagged: z.array(z.string().min(1)).optional(),
      })
      .optional(),
    otherwise: z.number().min(0).max(1),
    holdMs: z.number().int().min(0).optional(),
    maxHeldBytes: count.optional(),
  }),
  z.strictObject({
    type: z.literal('custom'),
    sampler: z.custom<(input: SamplerInput) => boolean>(value => typeof value === 'function', {
      error: 'expected a function',
    }),
  }),
]);

const price = z.number().min(0);
const tokenPrices = z.strictObject({
  input: price,
  output: price,
  cacheRead: price.optional(),
  cacheWrite: price.optional(),
  cacheWrite1h: price.optional(),
  inputAudio: price.optional(),
  inputImage: price.optional(),
  outputAudio: price.optional(),
  outputImage: price.optional(),
});
const modelPrice = tokenPrices.extend({
  tiers: z.array(tokenPrices.partial().extend({ aboveInputTokens: z.number().min(0) })).optional(),
  from: z.iso.date().optional(),
});

const bounds = z
  .array(z.number())
  .refine(list => list.every((bound, i) => i === 0 || bound > list[i - 1]!), { error: 'expected ascending numbers' });

const metricsSchema = z.strictObject({
  autoExtract: z.boolean().optional(),
  cardinality: z
    .strictObject({ blockedLabels: z.array(z.string()).optional(), maxSeriesPerMetric: count.optional() })
    .optional(),
  prices: z.record(z.string(), z.union([modelPrice, z.array(modelPrice).min(1)]).nullable()).optional(),
  histogramBounds: z
    .strictObject({ default: bounds.optional(), metrics: z.record(z.string(), bounds).optional() })
    .optional(),
});

const captureSchema = z.strictObject({
  maxStringLength: count.optional(),
  maxPayloadBytes: count.optional(),
  maxDepth: count.optional(),
});

const text = z.string().min(1);

const budgetLimit = z.strictObject({ costUsd: z.number().min(0).optional(), tokens: z.number().min(0).optional() });
const budgetsSchema = z.strictObject({
  perRun: budgetLimit.optional(),
  perSession: budgetLimit.optional(),
  perUser: budgetLimit.optional(),
  onExceeded: z
    .union([
      z.enum(['warn', 'abort']),
      z.custom<(exceeded: BudgetExceeded) => void>(value => typeof value === 'function', {
        error: "expected 'warn', 'abort' or a function",
      }),
    ])
    .optional(),
});

const configSchema = z.strictObject({
  serviceName: text.refine(name => name.trim() !== '', { error: 'expected more than white space' }),
  environment: text.optional(),
  exporters: z.array(exporter).optional(),
  bridge: bridge.optional(),
  logLevel: z.enum([...LOG_LEVELS, 'silent']).optional(),
  sampling: samplingSchema.optional(),
  processors: z.array(processor).optional(),
  metrics: metricsSchema.optional(),
  budgets: budgetsSchema.optional(),
  delivery: deliverySchema.optional(),
  capture: captureSchema.optional(),
  includeModelChunks: z.boolean().optional(),
  requestContextKeys: z.array(text).optional(),
  organizationId: text.optional(),
  userId: text.optional(),
  defaultSessionId: text.optional(),
  flushOnExit: z.boolean().optional(),
  waitUntil: z
    .custom<WaitUntil>(value => typeof value === 'function', { error: 'expected a function that takes a promise' })
    .optional(),
});

/** The configuration with every default in place: nothing below this point asks whether a value was given. */
export interface ResolvedConfig {
  readonly serviceName: string;
  readonly environment: string | undefined;
  /** `undefined`: whatever suits the application, see `defaultExporters`. */
  readonly exporters: readonly ObservabilityExporter[] | undefined;
  readonly bridge: ObservabilityBridge | undefined;
  readonly logLevel: LogThreshold;
  readonly sampling: SamplingConfig;
  /** `undefined`: the default filter. */
  readonly processors: readonly SignalProcessor[] | undefined;
  readonly metrics: {
    readonly autoExtract: boolean;
    readonly cardinality: MetricsConfig['cardinality'];
    readonly prices: MetricsConfig['prices'];
    readonly histogramBounds: MetricsConfig['histogramBounds'];
  };
  /** `undefined`: nothing is limited. */
  readonly budgets: BudgetOptions | undefined;
  readonly delivery: DeliveryOptions;
  readonly capture: CaptureLimits;
  readonly includeModelChunks: boolean;
  readonly requestContextKeys: readonly string[];
  readonly organizationId: string | undefined;
  readonly userId: string | undefined;
  readonly defaultSessionId: string | undefined;
  /** `undefined`: drained when the process runs out of work; `true`: on signals too; `false`: never. */
  readonly flushOnExit: boolean | undefined;
  readonly waitUntil: WaitUntil | undefined;
}

const MIB = 1024 * 1024;

function captureLimits(given: CaptureOptions = {}): CaptureLimits {
  return Object.freeze({
    maxStringLength: given.maxStringLength ?? 4 * MIB,
    maxPayloadBytes: given.maxPayloadBytes ?? 16 * MIB,
    maxDepth: given.maxDepth ?? 64,
  });
}

/** Checks what a user gave and puts every default in place, once. A mistake throws one error that names all of them. */
export function resolveConfig(given: ObservabilityConfig, env: NodeJS.ProcessEnv = process.env): ResolvedConfig {
  const config = parseOrThrow(configSchema, given, {
    code: 'OBSERVABILITY_CONFIG_INVALID',
    domain: 'OBSERVABILITY',
    subject: 'The observability configuration',
  });
  return Object.freeze({
    serviceName: config.serviceName,
    environment: config.environment ?? (env.MASTRA_ENVIRONMENT || env.NODE_ENV || undefined),
    exporters: config.exporters,
    bridge: config.bridge,
    logLevel: config.logLevel ?? 'info',
    sampling: config.sampling ?? ({ type: 'always' } as const),
    processors: config.processors,
    metrics: Object.freeze({
      autoExtract: config.metrics?.autoExtract ?? true,
      cardinality: config.metrics?.cardinality,
      prices: config.metrics?.prices,
      histogramBounds: config.metrics?.histogramBounds,
    }),
    budgets: config.budgets,
    delivery: config.delivery ?? {},
    capture: captureLimits(config.capture),
    includeModelChunks: config.includeModelChunks ?? false,
    requestContextKeys: config.requestContextKeys ?? [],
    organizationId: config.organizationId,
    userId: config.userId,
    defaultSessionId: config.defaultSessionId,
    flushOnExit: config.flushOnExit,
    waitUntil: config.waitUntil,
  });
}
