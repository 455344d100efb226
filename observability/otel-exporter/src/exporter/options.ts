import { parseOrThrow } from '@mastra/core/error';
import type { Signal } from '@mastra/core/observability';
import type { ExporterOptions } from '@mastra/observability';
import { refuseUnknownOptions } from '@mastra/observability/exporters';
import { z } from 'zod';
import type { OtlpEndpoints } from '../otlp/endpoint.ts';
import type { OtlpTemporality } from '../otlp/metrics-request.ts';
import {
  OTLP_COMPRESSIONS,
  OTLP_PROTOCOLS,
  type OtlpCompression,
  type OtlpProtocol,
  type OtlpSignal,
} from '../otlp/signal.ts';

type Headers = Readonly<Record<string, string>>;

/** Whose names metrics have: the catalogue's `mastra_*`, the GenAI conventions' `gen_ai.*`, or both side by side. */
export type MetricNaming = 'mastra' | 'gen_ai';

/** Where and how to send: what a preset fills in. */
export interface OtelDestination extends OtlpEndpoints {
  /** @default 'http/protobuf', or what the environment says */
  readonly protocol?: OtlpProtocol;
  /** Sent with every request; credentials go here. */
  readonly headers?: Headers;
  /** Sent with the requests of one signal, for destinations that sort by header. They win over `headers`. */
  readonly signalHeaders?: Readonly<Partial<Record<OtlpSignal, Headers>>>;
  /** @default 'none', or what the environment says */
  readonly compression?: OtlpCompression;
  /**
   * Signals that are not to be sent here: `{ metric: false }`. The exporter then has no handler for them. Scores and
   * feedback travel as logs, so a destination that takes no logs takes none of the three. `tracing: true` says that spans
   * are meant to go here beside an `OtelBridge`, and keeps the warning about that away.
   *
   * @default all
   */
  readonly signals?: Readonly<Partial<Record<Signal, boolean>>>;
  /**
   * Whether a point of a counter or a histogram tells what was added since the last one, or since the process began.
   *
   * @default 'cumulative', or what the environment says
   */
  readonly temporality?: OtlpTemporality;
}

export interface OtelExporterOptions extends ExporterOptions, OtelDestination {
  /** How long a request may take, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /**
   * Also send what was said: messages, instructions, arguments and results of tools, inputs and outputs. Without it no
   * payload of a span leaves the process.
   *
   * @default false
   */
  readonly includeContent?: boolean;
  /** Attributes of the resource, beside `service.name`, `deployment.environment.name` and the like. */
  readonly resource?: Readonly<Record<string, string | number | boolean>>;
  /** The names of the metrics that are derived from spans. Your own metrics keep their names. @default both */
  readonly metricNames?: readonly MetricNaming[];
  /** Series of one metric before further ones are counted together. @default 2000 */
  readonly maxSeriesPerMetric?: number;
}

/** The exporter's own options, checked, without those that every exporter has. */
export type OwnOptions = Omit<OtelExporterOptions, keyof ExporterOptions>;

const headers = z.record(z.string(), z.string());
const signal = z.boolean().optional();

const schema = z.strictObject({
  url: z.string().optional(),
  urls: z
    .strictObject({ traces: z.string().optional(), logs: z.string().optional(), metrics: z.string().optional() })
    .optional(),
  protocol: z.enum(OTLP_PROTOCOLS).optional(),
  headers: headers.optional(),
  signalHeaders: z
    .strictObject({ traces: headers.optional(), logs: headers.optional(), metrics: headers.optional() })
    .optional(),
  compression: z.enum(OTLP_COMPRESSIONS).optional(),
  signals: z.strictObject({ tracing: signal, log: signal, metric: signal, score: signal, feedback: signal }).optional(),
  temporality: z.enum(['delta', 'cumulative']).optional(),
  timeoutMs: z.number().positive().optional(),
  includeContent: z.boolean().optional(),
  resource: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  metricNames: z
    .array(z.enum(['mastra', 'gen_ai']))
    .min(1)
    .optional(),
  maxSeriesPerMetric: z.number().int().min(1).optional(),
});

const OWN_KEYS: ReadonlySet<string> = new Set(Object.keys(schema.shape));

/**
 * Parts the exporter's own options from those of every exporter, and checks the former.
 *
 * @throws MastraError `OTEL_EXPORTER_OPTIONS_INVALID`, or `EXPORTER_OPTIONS_INVALID` for a name that is neither.
 */
export function splitOptions(given: OtelExporterOptions): { readonly own: OwnOptions; readonly rest: ExporterOptions } {
  refuseUnknownOptions('OtelExporter', given, [...OWN_KEYS]);
  const entries = Object.entries(given);
  const own = parseOrThrow(schema, Object.fromEntries(entries.filter(([key]) => OWN_KEYS.has(key))), {
    code: 'OTEL_EXPORTER_OPTIONS_INVALID',
    domain: 'EXPORTER',
    subject: 'What OtelExporter was told',
  });
  return { own, rest: Object.fromEntries(entries.filter(([key]) => !OWN_KEYS.has(key))) };
}
