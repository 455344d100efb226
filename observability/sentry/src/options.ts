import { MastraError, parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { httpUrl } from '@mastra/observability/exporters';
import { z } from 'zod';

/** What a `SentryExporter` may be told. Every option has a default; the DSN has to come from somewhere. */
export interface SentryExporterOptions extends ExporterOptions {
  /** The project's address, `https://<public key>@<host>/<project id>`. @default `SENTRY_DSN` */
  readonly dsn?: string;
  /** @default `SENTRY_ENVIRONMENT`, then the environment of the observability configuration */
  readonly environment?: string;
  /** @default `SENTRY_RELEASE` */
  readonly release?: string;
  /** Where envelopes go instead of to the DSN's host: a relay of your own that hands them on. */
  readonly tunnel?: string;
  /**
   * Send what models and tools were given and what they answered: prompts, messages, arguments, results, and the inputs
   * and outputs of every other span.
   *
   * @default false
   */
  readonly includeContent?: boolean;
  /** Make an issue of every error, at the span where it happened. @default true */
  readonly captureErrors?: boolean;
}

/** The options in the hands of those who use them. */
export interface SentryConfig {
  readonly dsn: string;
  readonly environment: string | undefined;
  readonly release: string | undefined;
  readonly tunnel: string | undefined;
  readonly includeContent: boolean;
  readonly captureErrors: boolean;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
}

export const schema = z.strictObject({
  dsn: z.string().optional(),
  environment: z.string().optional(),
  release: z.string().optional(),
  tunnel: httpUrl('an http(s) URL').optional(),
  includeContent: z.boolean().optional(),
  captureErrors: z.boolean().optional(),
});

const WHAT = {
  code: 'SENTRY_EXPORTER_OPTIONS_INVALID',
  domain: 'EXPORTER',
  subject: 'What SentryExporter was told',
} as const;

const DSN = /^https?:\/\/\w+(?::\w*)?@[^\s/@]+\/(?:[^\s?#]+\/)*\d+$/;

/** @throws MastraError `SENTRY_EXPORTER_OPTIONS_INVALID`; it never repeats the DSN. */
export function parseSentryOptions(
  given: Readonly<Record<string, unknown>>,
  timeoutMs: number,
  env: NodeJS.ProcessEnv = process.env,
): SentryConfig {
  const options = parseOrThrow(schema, given, WHAT);
  const dsn = options.dsn ?? env.SENTRY_DSN;
  if (!dsn) {
    throw new MastraError({
      ...WHAT,
      message: `${WHAT.subject} is not valid. dsn: none was given. Give new SentryExporter({ dsn }), or set SENTRY_DSN.`,
    });
  }
  if (!DSN.test(dsn)) {
    throw new MastraError({
      ...WHAT,
      message:
        `${WHAT.subject} is not valid. dsn: expected https://<public key>@<host>/<project id>, as the project's settings ` +
        `show it under Client Keys; ${options.dsn === undefined ? 'SENTRY_DSN' : 'the option'} holds ${dsn.length} characters that are none.`,
    });
  }
  return {
    dsn,
    environment: options.environment ?? (env.SENTRY_ENVIRONMENT || undefined),
    release: options.release ?? (env.SENTRY_RELEASE || undefined),
    tunnel: options.tunnel,
    includeContent: options.includeContent ?? false,
    captureErrors: options.captureErrors ?? true,
    timeoutMs,
  };
}
