import { parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
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
  /** How long one request may take, in milliseconds. @default `attemptTimeoutMs`, or 30_000 */
  readonly timeoutMs?: number;
  /**
   * How old a score is before it is sent, in milliseconds: Laminar refuses the score of a span that it has not taken in
   * yet, which takes some seconds after it was sent. At most 20,000, and less than `attemptTimeoutMs`.
   *
   * @default 5000
   */
  readonly scoreDelayMs?: number;
}

const schema = z.object({
  apiKey: z
    .string({ error: "expected the project's API key, or the environment variable LMNR_PROJECT_API_KEY" })
    .min(1, {
      error: "the API key is empty; give the project's, or set the environment variable LMNR_PROJECT_API_KEY",
    }),
  baseUrl: z.url({
    protocol: /^https?$/,
    error: "expected the address of Laminar, such as 'https://api.lmnr.ai' or 'http://localhost:8000'",
  }),
  headers: z.record(z.string(), z.string()).optional(),
  timeoutMs: z.number().positive().default(30_000),
  scoreDelayMs: z.number().min(0).max(20_000).default(5000),
});

/** The options with every default in place. */
export type ResolvedOptions = z.output<typeof schema>;

/**
 * Takes what is Laminar's out of the options, and finds the rest in the environment.
 *
 * @throws MastraError `LAMINAR_EXPORTER_OPTIONS_INVALID`. The key is never repeated in a message.
 */
export function resolveOptions(
  given: LaminarExporterOptions,
  env: NodeJS.ProcessEnv = process.env,
): { readonly own: ResolvedOptions; readonly rest: ExporterOptions } {
  const { apiKey, baseUrl, headers, timeoutMs, scoreDelayMs, ...rest } = given;
  const own = parseOrThrow(
    schema,
    {
      apiKey: apiKey ?? env.LMNR_PROJECT_API_KEY,
      baseUrl: baseUrl ?? (env.LMNR_BASE_URL || 'https://api.lmnr.ai'),
      headers,
      timeoutMs: timeoutMs ?? given.attemptTimeoutMs,
      scoreDelayMs,
    },
    { code: 'LAMINAR_EXPORTER_OPTIONS_INVALID', domain: 'EXPORTER', subject: 'What LaminarExporter was told' },
  );
  return { own: Object.freeze({ ...own, baseUrl: own.baseUrl.replace(/\/+$/, '') }), rest };
}
