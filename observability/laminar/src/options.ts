import { parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { credentialOf, httpUrl, refuseUnknownOptions } from '@mastra/observability/exporters';
import { z } from 'zod';

/** What a `LaminarExporter` may be told. */
export interface LaminarExporterOptions extends ExporterOptions {
  /** The project's key. @default LMNR_PROJECT_API_KEY */
  readonly apiKey?: string;
  /**
   * Laminar's address for HTTP: the cloud, or your own server with its port, `http://localhost:8000`.
   *
   * @default LMNR_BASE_URL, or 'https://api.lmnr.ai'
   */
  readonly baseUrl?: string;
  /** Further headers, for example for a proxy in front of your own server. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * How old a score is before it is sent, in milliseconds: Laminar refuses the score of a span that it has not taken in
   * yet, which takes some seconds after it was sent. At most 20,000, and less than `attemptTimeoutMs`.
   *
   * @default 5000
   */
  readonly scoreDelayMs?: number;
}

const CODE = 'LAMINAR_EXPORTER_OPTIONS_INVALID';

const schema = z.object({
  baseUrl: httpUrl("the address of Laminar, such as 'https://api.lmnr.ai' or 'http://localhost:8000'"),
  headers: z.record(z.string(), z.string()).optional(),
  /** How long one request may take, in milliseconds. */
  timeoutMs: z.number().default(30_000),
  scoreDelayMs: z.number().min(0).max(20_000).default(5000),
});

/** The options with every default in place. */
export type ResolvedOptions = z.output<typeof schema> & { readonly apiKey: string };

/**
 * Takes what is Laminar's out of the options, and finds the rest in the environment.
 *
 * @throws MastraError `LAMINAR_EXPORTER_OPTIONS_INVALID`. The key is never repeated in a message.
 */
export function resolveOptions(
  given: LaminarExporterOptions,
  env: NodeJS.ProcessEnv = process.env,
): { readonly own: ResolvedOptions; readonly rest: ExporterOptions } {
  refuseUnknownOptions('LaminarExporter', given, ['apiKey', 'baseUrl', 'headers', 'scoreDelayMs']);
  const { apiKey, baseUrl, headers, scoreDelayMs, ...rest } = given;
  const own = parseOrThrow(
    schema,
    {
      baseUrl: baseUrl ?? (env.LMNR_BASE_URL || 'https://api.lmnr.ai'),
      headers,
      timeoutMs: given.attemptTimeoutMs,
      scoreDelayMs,
    },
    { code: CODE, domain: 'EXPORTER', subject: 'What LaminarExporter was told' },
  );
  const key = credentialOf(apiKey ?? env.LMNR_PROJECT_API_KEY, {
    code: CODE,
    exporter: 'LaminarExporter',
    option: 'apiKey',
    variable: 'LMNR_PROJECT_API_KEY',
    what: "the project's API key",
  });
  return { own: Object.freeze({ ...own, apiKey: key, baseUrl: own.baseUrl.replace(/\/+$/, '') }), rest };
}
