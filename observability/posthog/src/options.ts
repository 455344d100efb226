import { MastraError, parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
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
  readonly remoteParents?: boolean;
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
  readonly remoteParents: boolean;
}

const CODE = 'POSTHOG_EXPORTER_OPTIONS_INVALID';
const SUBJECT = 'What PosthogExporter was told';

const flag = z.boolean().optional();

const schema = z.strictObject({
  apiKey: z.string({ error: 'expected a text' }).optional(),
  host: z.url({ protocol: /^https?$/, error: "expected a URL such as 'https://eu.i.posthog.com'" }).optional(),
  privacyMode: flag,
  organizationGroup: z.string().min(1).optional(),
  largeEvents: flag,
  logs: flag,
  metrics: flag,
  remoteParents: flag,
});

type Environment = Readonly<Record<string, string | undefined>>;

/** Takes what every exporter with a queue knows apart from what only this one does. */
export function splitOptions(given: PosthogExporterOptions): {
  readonly own: Readonly<Record<string, unknown>>;
  readonly shared: ExporterOptions;
} {
  const entries = Object.entries(given);
  return {
    own: Object.fromEntries(entries.filter(([key]) => key in schema.shape)),
    shared: Object.fromEntries(entries.filter(([key]) => !(key in schema.shape))),
  };
}

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
    remoteParents: own.remoteParents ?? false,
  };
}

function soundToken(token: string | undefined): string {
  const trimmed = token?.trim();
  if (!trimmed) {
    throw invalid('expected the token of a project (given: none). Give `apiKey`, or set POSTHOG_API_KEY.');
  }
  if (trimmed.startsWith('phx_')) {
    throw invalid(
      'expected the token of a project, which begins with phc_ (given: a personal API key, which takes no events).',
    );
  }
  // A header takes no other characters, and its error would repeat the token.
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw invalid('expected the token of a project, which is ASCII without spaces (given: a text with others).');
  }
  return trimmed;
}

function invalid(what: string): MastraError {
  return new MastraError({ code: CODE, domain: 'EXPORTER', message: `${SUBJECT} is not valid. apiKey: ${what}` });
}
