import { MastraError, parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { credentialOf, httpUrl } from '@mastra/observability/exporters';
import { z } from 'zod';

/** What `PosthogExporter` takes, beside delivery options and span filters. */
export interface PosthogExporterOptions extends ExporterOptions {
  /** The project token, which begins with `phc_`. @default `POSTHOG_API_KEY`, then `POSTHOG_PROJECT_API_KEY` */
  readonly apiKey?: string;
  /** @default `POSTHOG_HOST`, then `https://us.i.posthog.com` */
  readonly host?: string;
  /** Leave out what models, tools and agents were asked and answered. @default false */
  readonly privacyMode?: boolean;
  /** The group type that `organizationId` is a key of, for PostHog's group analytics: `'company'`. */
  readonly organizationGroup?: string;
  /**
   * Send spans to PostHog's endpoint for AI events, which takes 8 MB an event instead of 1 MB. It is in public beta, and
   * a PostHog of your own may not have it. @default false
   */
  readonly largeEvents?: boolean;
  /** Send logs, over OTLP. @default true */
  readonly logs?: boolean;
  /** Send metrics, over OTLP. PostHog's metrics are in alpha, and have to be switched on there. @default false */
  readonly metrics?: boolean;
  /**
   * Hang the root of a trace that comes from another process below its parent there. Only where that process sends its
   * spans to the same project: PostHog does not show what hangs below a span that it does not have. @default false
   */
  readonly joinRemoteTraces?: boolean;
}

/** The options in the hands of those who use them. */
export interface ResolvedOptions {
  readonly apiKey: string;
  readonly host: string;
  readonly privacyMode: boolean;
  readonly organizationGroup: string | undefined;
  readonly largeEvents: boolean;
  readonly logs: boolean;
  readonly metrics: boolean;
  readonly joinRemoteTraces: boolean;
}

const CODE = 'POSTHOG_EXPORTER_OPTIONS_INVALID';
const SUBJECT = 'What PosthogExporter was told';

const flag = z.boolean().optional();

export const schema = z.strictObject({
  apiKey: z.string({ error: 'expected a text' }).optional(),
  host: httpUrl("a URL such as 'https://eu.i.posthog.com'").optional(),
  privacyMode: flag,
  organizationGroup: z.string().min(1).optional(),
  largeEvents: flag,
  logs: flag,
  metrics: flag,
  joinRemoteTraces: flag,
});

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws MastraError `POSTHOG_EXPORTER_OPTIONS_INVALID`. No message repeats the token. */
export function resolveOptions(given: Readonly<Record<string, unknown>>, env: Environment): ResolvedOptions {
  const own = parseOrThrow(
    schema,
    { ...given, host: given.host ?? (env.POSTHOG_HOST || undefined) },
    { code: CODE, domain: 'EXPORTER', subject: SUBJECT },
  );
  return {
    apiKey: soundToken(own.apiKey ?? (env.POSTHOG_API_KEY || env.POSTHOG_PROJECT_API_KEY)),
    host: (own.host ?? 'https://us.i.posthog.com').replace(/\/+$/, ''),
    privacyMode: own.privacyMode ?? false,
    organizationGroup: own.organizationGroup,
    largeEvents: own.largeEvents ?? false,
    logs: own.logs ?? true,
    metrics: own.metrics ?? false,
    joinRemoteTraces: own.joinRemoteTraces ?? false,
  };
}

function soundToken(given: string | undefined): string {
  const token = credentialOf(given, {
    code: CODE,
    exporter: 'PosthogExporter',
    option: 'apiKey',
    variable: 'POSTHOG_API_KEY',
    what: 'the token of a project',
  });
  if (!token.startsWith('phx_')) return token;
  throw new MastraError({
    code: CODE,
    domain: 'EXPORTER',
    message: `${SUBJECT} is not valid. apiKey: expected the token of a project, which begins with phc_ (given: a personal API key, which takes no events).`,
  });
}
