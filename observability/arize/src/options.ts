import { MastraError, parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { credentialOf, httpUrl } from '@mastra/observability/exporters';
import { z } from 'zod';

export const ARIZE_DESTINATIONS = ['ax', 'phoenix'] as const;

/** Arize AX, the service, or Phoenix, the open source server. */
export type ArizeDestination = (typeof ARIZE_DESTINATIONS)[number];

/** What an `ArizeExporter` may be told. Phoenix on this machine needs none of it. */
export interface ArizeExporterOptions extends ExporterOptions {
  /** @default `'ax'` where a space id is given or in `ARIZE_SPACE_ID`, else `'phoenix'` */
  readonly destination?: ArizeDestination;
  /**
   * The server, without or with `/v1/traces`.
   *
   * @default `ARIZE_COLLECTOR_ENDPOINT`, then `https://otlp.arize.com`; for Phoenix `PHOENIX_COLLECTOR_ENDPOINT`, then
   * `http://localhost:6006`
   */
  readonly endpoint?: string;
  /** @default `ARIZE_API_KEY`; for Phoenix `PHOENIX_API_KEY`, and none where it asks for none */
  readonly apiKey?: string;
  /** The space of Arize AX. @default `ARIZE_SPACE_ID` */
  readonly spaceId?: string;
  /** @default `ARIZE_PROJECT_NAME` or `PHOENIX_PROJECT_NAME`, then the service's name */
  readonly projectName?: string;
  /** Sent with every request, beside the credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Send what models and tools were given and what they answered, and the inputs and outputs of every other span.
   *
   * @default true
   */
  readonly includeContent?: boolean;
}

/** The options in the hands of those who use them. */
export interface ArizeConfig {
  readonly destination: ArizeDestination;
  /** Without a path of the protocol and without a slash at its end. */
  readonly baseUrl: string;
  readonly projectName: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly includeContent: boolean;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
}

export const schema = z.strictObject({
  destination: z.enum(ARIZE_DESTINATIONS).optional(),
  endpoint: httpUrl('an http(s) URL').optional(),
  apiKey: z.string().optional(),
  spaceId: z.string().optional(),
  projectName: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  includeContent: z.boolean().optional(),
});

const WHAT = {
  code: 'ARIZE_EXPORTER_OPTIONS_INVALID',
  domain: 'EXPORTER',
  subject: 'What ArizeExporter was told',
} as const;

const CLOUD = { ax: 'https://otlp.arize.com', phoenix: 'http://localhost:6006' } as const;

/** @throws MastraError `ARIZE_EXPORTER_OPTIONS_INVALID` */
export function parseArizeOptions(
  given: Readonly<Record<string, unknown>>,
  timeoutMs: number,
  env: NodeJS.ProcessEnv = process.env,
): ArizeConfig {
  const options = parseOrThrow(schema, given, WHAT);
  const spaceId = options.spaceId || env.ARIZE_SPACE_ID;
  const destination = options.destination ?? (spaceId ? 'ax' : 'phoenix');
  const isAx = destination === 'ax';
  const apiKey = options.apiKey || (isAx ? env.ARIZE_API_KEY : env.PHOENIX_API_KEY);
  if (isAx && !(apiKey && spaceId)) {
    const missing = [!apiKey && 'apiKey (ARIZE_API_KEY)', !spaceId && 'spaceId (ARIZE_SPACE_ID)'].filter(Boolean);
    throw new MastraError({
      ...WHAT,
      message:
        `${WHAT.subject} is not valid. Arize AX needs ${missing.join(' and ')}: give the option or set the variable. ` +
        "For Phoenix, give destination: 'phoenix'.",
    });
  }
  const key = apiKey && soundKey(apiKey, isAx ? 'ARIZE_API_KEY' : 'PHOENIX_API_KEY');
  const fromEnv = isAx ? env.ARIZE_COLLECTOR_ENDPOINT : env.PHOENIX_COLLECTOR_ENDPOINT;
  return {
    destination,
    baseUrl: baseOf(options.endpoint || fromEnv || CLOUD[destination]),
    projectName: options.projectName || (isAx ? env.ARIZE_PROJECT_NAME : env.PHOENIX_PROJECT_NAME) || undefined,
    headers: { ...(isAx ? axHeaders(key!, spaceId!) : phoenixHeaders(key)), ...options.headers },
    includeContent: options.includeContent ?? true,
    timeoutMs,
  };
}

function soundKey(apiKey: string, variable: string): string {
  return credentialOf(apiKey, {
    code: WHAT.code,
    exporter: 'ArizeExporter',
    option: 'apiKey',
    variable,
    what: 'an API key',
  });
}

/** As Arize's own SDK sends them: each under its current name and the one that older servers know. */
function axHeaders(apiKey: string, spaceId: string): Record<string, string> {
  return {
    authorization: apiKey,
    api_key: apiKey,
    'arize-space-id': spaceId,
    space_id: spaceId,
    'arize-interface': 'otel',
  };
}

function phoenixHeaders(apiKey: string | undefined): Record<string, string> {
  return apiKey ? { authorization: `Bearer ${apiKey}` } : {};
}

function baseOf(endpoint: string): string {
  if (!URL.canParse(endpoint)) {
    throw new MastraError({
      ...WHAT,
      message: `${WHAT.subject} is not valid. endpoint: the environment variable holds no http(s) URL (${endpoint.length} characters).`,
    });
  }
  return endpoint.replace(/\/+$/, '').replace(/\/v1(?:\/traces)?$/, '');
}
