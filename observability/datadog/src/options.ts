import { parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { credentialOf, httpUrl } from '@mastra/observability/exporters';
import { z } from 'zod';

/** What `DatadogExporter` takes, beside delivery options and span filters. */
export interface DatadogExporterOptions extends ExporterOptions {
  /** @default `DD_API_KEY` */
  readonly apiKey?: string;
  /** Datadog's site, for example `datadoghq.eu` or `us5.datadoghq.com`. @default `DD_SITE`, then `datadoghq.com` */
  readonly site?: string;
  /** The application in LLM Observability. @default `DD_LLMOBS_ML_APP`, then the configuration's `serviceName` */
  readonly mlApp?: string;
  /** @default `DD_ENV`, then the environment of each signal */
  readonly env?: string;
  /** @default `DD_SERVICE`, then the service name of each signal */
  readonly service?: string;
  /**
   * The host of logs and metrics. A host on metrics appears in Datadog's infrastructure list, so none is sent unless
   * it is given. @default `DD_HOSTNAME`
   */
  readonly hostname?: string;
  /** On everything: `['team:search', 'version:1.2.0']`. */
  readonly tags?: readonly string[];
  /** Send logs. @default true */
  readonly logs?: boolean;
  /** Send metrics. @default true */
  readonly metrics?: boolean;
  /**
   * Hang the root of a trace that comes from another process below its parent there. Only where that process sends its
   * spans to LLM Observability as well: a root whose parent never arrives is not listed. @default false
   */
  readonly joinRemoteTraces?: boolean;
  /** Instead of `https://api.<site>`, for a proxy. */
  readonly apiUrl?: string;
  /** Instead of `https://http-intake.logs.<site>`, for a proxy. */
  readonly logsUrl?: string;
  /** On every request, for a proxy. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The options in the hands of those who use them. */
export interface ResolvedOptions {
  readonly apiKey: string;
  readonly apiUrl: string;
  readonly logsUrl: string;
  readonly mlApp: string | undefined;
  readonly env: string | undefined;
  readonly service: string | undefined;
  readonly hostname: string | undefined;
  readonly tags: readonly string[];
  readonly logs: boolean;
  readonly metrics: boolean;
  readonly joinRemoteTraces: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

const CODE = 'DATADOG_EXPORTER_OPTIONS_INVALID';
const SUBJECT = 'What DatadogExporter was told';

const text = z.string().min(1).optional();
const url = httpUrl('an http or https URL').optional();

export const schema = z.strictObject({
  apiKey: z.string({ error: 'expected a text' }).optional(),
  site: z
    .string()
    .regex(
      /^(?!app\.|api\.|www\.)[a-z0-9-]+(\.[a-z0-9-]+)+$/,
      "expected a site such as 'datadoghq.com', 'datadoghq.eu' or 'us5.datadoghq.com', without https:// and app.",
    )
    .optional(),
  mlApp: z
    .string()
    .regex(
      /^(?!.*__)[\p{Ll}\p{Lo}\p{N}_\-:./]{1,193}(?<!_)$/u,
      'expected lower-case letters, digits, _ - : . / only, at most 193, and no two underscores in a row or one at the end',
    )
    .optional(),
  env: text,
  service: text,
  hostname: text,
  tags: z.array(z.string().min(1)).optional(),
  logs: z.boolean().optional(),
  metrics: z.boolean().optional(),
  joinRemoteTraces: z.boolean().optional(),
  apiUrl: url,
  logsUrl: url,
  headers: z.record(z.string(), z.string()).optional(),
});

type Own = z.infer<typeof schema>;
type Environment = Readonly<Record<string, string | undefined>>;

/** @throws MastraError `DATADOG_EXPORTER_OPTIONS_INVALID`. No message repeats the key. */
export function resolveOptions(given: Readonly<Record<string, unknown>>, env: Environment): ResolvedOptions {
  const own: Own = parseOrThrow(
    schema,
    {
      ...given,
      site: given.site ?? (env.DD_SITE || undefined),
    },
    { code: CODE, domain: 'EXPORTER', subject: SUBJECT },
  );
  const site = own.site ?? 'datadoghq.com';
  return {
    apiKey: credentialOf(own.apiKey ?? env.DD_API_KEY, {
      code: CODE,
      exporter: 'DatadogExporter',
      option: 'apiKey',
      variable: 'DD_API_KEY',
      what: 'an API key of Datadog',
    }),
    apiUrl: withoutSlash(own.apiUrl ?? `https://api.${site}`),
    logsUrl: withoutSlash(own.logsUrl ?? `https://http-intake.logs.${site}`),
    // Datadog's own libraries take any name from the environment.
    mlApp: own.mlApp ?? (env.DD_LLMOBS_ML_APP ? mlAppOf(env.DD_LLMOBS_ML_APP) : undefined),
    env: own.env ?? (env.DD_ENV || undefined),
    service: own.service ?? (env.DD_SERVICE || undefined),
    hostname: own.hostname ?? (env.DD_HOSTNAME || undefined),
    tags: own.tags ?? [],
    logs: own.logs ?? true,
    metrics: own.metrics ?? true,
    joinRemoteTraces: own.joinRemoteTraces ?? false,
    headers: own.headers ?? {},
  };
}

/** A service name as a name for the application in LLM Observability. */
export function mlAppOf(serviceName: string): string {
  const name = serviceName
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\-:./]+/gu, '_')
    .replace(/_{2,}/g, '_')
    .slice(0, 193)
    .replace(/_+$/, '');
  return name || 'mastra';
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
