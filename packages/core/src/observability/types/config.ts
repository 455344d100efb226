import type { ObservabilityBridge } from './bridge.ts';
import type { DeliveryOptions } from './delivery.ts';
import type { ObservabilityExporter } from './exporter.ts';
import type { LogThreshold } from './logging.ts';
import type { SignalProcessor } from './processor.ts';
import type { TracingOptions } from './tracing.ts';
import type { BudgetOptions } from './usage-account.ts';

export interface SamplerInput {
  readonly traceId: string;
  readonly name: string;
  readonly type: string;
  readonly tracingOptions?: TracingOptions;
}

/** What keeps a trace, whatever its share. */
export interface TailKeepRules {
  /** An error on any of its spans. */
  readonly errors?: boolean;
  /** It took longer, in milliseconds, from its start in this process. */
  readonly slowerThanMs?: number;
  /** Its models cost more, in US dollars, as far as prices are known. */
  readonly costAboveUsd?: number;
  /** A score or feedback came while the trace was held. */
  readonly scored?: boolean;
  /** One of its spans has one of these tags. */
  readonly flagged?: readonly string[];
}

/**
 * Decides about a trace when it has ended: what a rule keeps is kept, and a share of the others, by trace id. Spans of kept
 * traces have `sampleWeight`: 1 where a rule kept them, else 1 / `otherwise`.
 */
export interface TailSamplingConfig {
  readonly type: 'tail';
  readonly keep?: TailKeepRules;
  /** The share of traces that is kept without a rule, 0 to 1. */
  readonly otherwise: number;
  /**
   * How long a trace may run, in milliseconds, before it is decided by what is known of it; with `keep.scored` also how long
   * an ended trace waits for a score. @default 30_000
   */
  readonly holdMs?: number;
  /** Bytes of all held traces, estimated. Beyond it the oldest is decided by what is known of it. @default 64 MiB */
  readonly maxHeldBytes?: number;
}

/**
 * Which traces are kept. The decision is made once, at the root (`tail`: at its end), and holds for the whole trace. `ratio` decides by the
 * trace id, so that all services that see a trace agree. Logs and metrics are not sampled;
 * `tail` leaves out logs below errors together with their trace.
 */
export type SamplingConfig =
  | { readonly type: 'always' }
  | { readonly type: 'never' }
  | { readonly type: 'ratio' /** 0 to 1. */; readonly probability: number }
  | TailSamplingConfig
  | { readonly type: 'custom'; readonly sampler: (input: SamplerInput) => boolean };

export interface CardinalityOptions {
  /** Labels that are taken off, beside values that are or contain a UUID. Replaces the default list. */
  readonly blockedLabels?: readonly string[];
  /** Series a metric may have before further ones go to its overflow series. @default 2000 */
  readonly maxSeriesPerMetric?: number;
}

/**
 * US dollars for a million tokens. A kind without a price leaves a call that used it without a cost: no cost rather than
 * one that is too low.
 */
export interface TokenPrices {
  /** Input that is of no other kind. */
  readonly input: number;
  /** Output that is of no other kind, reasoning included. */
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  /** Written to a cache for one hour. */
  readonly cacheWrite1h?: number;
  readonly inputAudio?: number;
  readonly inputImage?: number;
  readonly outputAudio?: number;
  readonly outputImage?: number;
}

/** What replaces prices of a model where the prompt is long. */
export interface PriceTier extends Partial<TokenPrices> {
  /** The tier holds for calls with more input tokens than this, for all their tokens. */
  readonly aboveInputTokens: number;
}

/**
 * The prices of a model.
 *
 * @example
 * const price: ModelPrice = { input: 1.25, cacheRead: 0.125, output: 10, tiers: [{ aboveInputTokens: 200_000, input: 2.5, cacheRead: 0.25, output: 15 }] };
 */
export interface ModelPrice extends TokenPrices {
  readonly tiers?: readonly PriceTier[];
  /** The day from which the price holds, as `2026-03-13` in UTC. @default always */
  readonly from?: string;
}

/**
 * Upper bounds of histogram buckets, ascending. Our stores keep every observation and need none; exporters that send
 * histograms to other systems do.
 */
export interface HistogramBounds {
  /** For metrics that have none of their own. @default OpenTelemetry's: 0, 5, 10, 25, 50, … 10000 */
  readonly default?: readonly number[];
  /** By metric name. */
  readonly metrics?: Readonly<Record<string, readonly number[]>>;
}

export interface MetricsConfig {
  /** Derive the built-in metrics from spans. @default true */
  readonly autoExtract?: boolean;
  readonly cardinality?: CardinalityOptions;
  /**
   * Prices by model id, over the built-in ones: one, or several with the days from which they hold; `null` takes a
   * built-in price out. A cost that the provider reports wins.
   */
  readonly prices?: Readonly<Record<string, ModelPrice | readonly ModelPrice[] | null>>;
  readonly histogramBounds?: HistogramBounds;
}

export interface CaptureOptions {
  /** A longer string is cut, with a marker that gives its size. In UTF-16 units. @default 4 Mi */
  readonly maxStringLength?: number;
  /** All of one payload together; what is beyond is cut, with a marker. In bytes. @default 16 MiB */
  readonly maxPayloadBytes?: number;
  /** Objects nested deeper are cut, with a marker. @default 64 */
  readonly maxDepth?: number;
}

/** What `new Mastra({ observability })` and `new Observability(…)` take. */
export interface ObservabilityConfig {
  /** The name of this program in every signal. */
  readonly serviceName: string;
  /** @default `MASTRA_ENVIRONMENT`, then `NODE_ENV` */
  readonly environment?: string;
  /** @default `[new DefaultExporter()]` where the application has a store */
  readonly exporters?: readonly ObservabilityExporter[];
  /** Makes our spans those of another tracing system as well, for example `new OtelBridge()`. */
  readonly bridge?: ObservabilityBridge;
  /** The lowest level that is recorded. @default 'info' */
  readonly logLevel?: LogThreshold;
  /** @default `{ type: 'always' }` */
  readonly sampling?: SamplingConfig;
  /** Replaces the default, a `SensitiveDataFilter`. */
  readonly processors?: readonly SignalProcessor[];
  readonly metrics?: MetricsConfig;
  /** What runs, sessions and users may use. @default no limit */
  readonly budgets?: BudgetOptions;
  readonly delivery?: DeliveryOptions;
  readonly capture?: CaptureOptions;
  /** Record a `model_chunk` event span for every streamed chunk. @default false */
  readonly includeModelChunks?: boolean;
  /** Copied from the request context into every root span's metadata. */
  readonly requestContextKeys?: readonly string[];
  readonly organizationId?: string;
  readonly userId?: string;
  /** For command-line and single-user programs: the session of traces that have no other. */
  readonly defaultSessionId?: string;
  /**
   * Keeps a platform that freezes the process after its answer (AWS Lambda, Vercel, Cloudflare Workers) at work until a run
   * has ended and its events are delivered: called at the start of every trace with a promise of that, which never rejects.
   *
   * @example
   * import { waitUntil } from '@vercel/functions';
   * new Mastra({ observability: { serviceName: 'my-app', waitUntil } });
   */
  readonly waitUntil?: (work: Promise<unknown>) => void;
  /**
   * What happens to events that are not delivered when the process ends. Left out: open spans are ended and events flushed
   * when the process runs out of work. `true`: on SIGTERM and SIGINT too. `false`: never. In every case one line on the
   * standard error says how many events were lost.
   *
   * @default when the process runs out of work
   */
  readonly flushOnExit?: boolean;
}
