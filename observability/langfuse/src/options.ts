import { MastraError, parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { httpUrl, refuseUnknownOptions } from '@mastra/observability/exporters';
import { z } from 'zod';
import { ENVIRONMENT } from './environment.ts';

/** What a `LangfuseExporter` may be told. Everything has a default or an environment variable. */
export interface LangfuseExporterOptions extends ExporterOptions {
  /** The project's public key, `pk-lf-…`. @default LANGFUSE_PUBLIC_KEY */
  readonly publicKey?: string;
  /** The project's secret key, `sk-lf-…`. @default LANGFUSE_SECRET_KEY */
  readonly secretKey?: string;
  /**
   * Where Langfuse is: a region of its cloud or your own server.
   *
   * @default LANGFUSE_BASE_URL, LANGFUSE_BASEURL, LANGFUSE_HOST, or 'https://cloud.langfuse.com'
   */
  readonly baseUrl?: string;
  /**
   * The environment of everything that is sent: up to 40 of `a-z 0-9 - _`, not beginning with `langfuse`.
   *
   * @default LANGFUSE_TRACING_ENVIRONMENT, or the span's own in such a form
   */
  readonly environment?: string;
  /** The release of the application, for example a commit. @default LANGFUSE_RELEASE */
  readonly release?: string;
  /** The version of what is observed, to compare observations by. */
  readonly version?: string;
  /** Further headers, for example for a proxy in front of your own server. */
  readonly headers?: Readonly<Record<string, string>>;
}

const key = (what: string, variable: string) =>
  z
    .string({ error: `expected the project's ${what}, or the environment variable ${variable}` })
    .min(1, { error: `the ${what} is empty; give the project's, or set the environment variable ${variable}` });

const text = z.string().min(1).optional();

const schema = z.object({
  publicKey: key('public key (pk-lf-…)', 'LANGFUSE_PUBLIC_KEY'),
  secretKey: key('secret key (sk-lf-…)', 'LANGFUSE_SECRET_KEY'),
  baseUrl: httpUrl("the address of Langfuse, such as 'https://us.cloud.langfuse.com' or 'http://localhost:3000'"),
  environment: z
    .string()
    .regex(ENVIRONMENT, { error: "expected up to 40 of a-z, 0-9, '-' and '_', not beginning with 'langfuse'" })
    .optional(),
  release: text,
  version: text,
  headers: z.record(z.string(), z.string()).optional(),
  /** How long one request may take, in milliseconds. */
  timeoutMs: z.number().default(30_000),
});

const OPTION_NAMES = ['publicKey', 'secretKey', 'baseUrl', 'environment', 'release', 'version', 'headers'];

/** The options with every default in place. */
export type ResolvedOptions = z.output<typeof schema>;

/**
 * Takes what is Langfuse's out of the options, and finds the rest in the environment.
 *
 * @throws MastraError `LANGFUSE_EXPORTER_OPTIONS_INVALID`. Keys are never repeated in a message.
 */
export function resolveOptions(
  given: LangfuseExporterOptions,
  env: NodeJS.ProcessEnv = process.env,
): { readonly own: ResolvedOptions; readonly rest: ExporterOptions } {
  refuseUnknownOptions('LangfuseExporter', given, OPTION_NAMES);
  const { publicKey, secretKey, baseUrl, environment, release, version, headers, ...rest } = given;
  const own = parseOrThrow(
    schema,
    {
      publicKey: publicKey ?? env.LANGFUSE_PUBLIC_KEY,
      secretKey: secretKey ?? env.LANGFUSE_SECRET_KEY,
      baseUrl:
        baseUrl ?? (env.LANGFUSE_BASE_URL || env.LANGFUSE_BASEURL || env.LANGFUSE_HOST || 'https://cloud.langfuse.com'),
      environment: environment ?? (env.LANGFUSE_TRACING_ENVIRONMENT || undefined),
      release: release ?? (env.LANGFUSE_RELEASE || undefined),
      version,
      headers,
      timeoutMs: given.attemptTimeoutMs,
    },
    { code: 'LANGFUSE_EXPORTER_OPTIONS_INVALID', domain: 'EXPORTER', subject: 'What LangfuseExporter was told' },
  );
  if (own.publicKey.startsWith('sk-lf-') || own.secretKey.startsWith('pk-lf-')) throw keysMixedUp();
  return { own: Object.freeze({ ...own, baseUrl: own.baseUrl.replace(/\/+$/, '') }), rest };
}

function keysMixedUp(): MastraError {
  return new MastraError({
    code: 'LANGFUSE_EXPORTER_OPTIONS_INVALID',
    domain: 'EXPORTER',
    message:
      'What LangfuseExporter was told is not valid. publicKey is the key that begins with pk-lf-, secretKey the one that begins with sk-lf-; exchange them.',
  });
}
