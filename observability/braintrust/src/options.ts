import { parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { credentialOf, httpUrl, splitOptions } from '@mastra/observability/exporters';
import { z } from 'zod';

export interface BraintrustExporterOptions extends ExporterOptions {
  /** @default `BRAINTRUST_API_KEY` */
  readonly apiKey?: string;
  /** The project's name; it is made where there is none. @default the application's `serviceName` */
  readonly project?: string;
  /** The project's id, instead of its name. */
  readonly projectId?: string;
  /** Which organization, for keys that belong to several. @default `BRAINTRUST_ORG_NAME`, else the key's first one */
  readonly orgName?: string;
  /** Where the key is asked for the address of its data plane. @default `BRAINTRUST_APP_URL`, else `https://www.braintrust.dev` */
  readonly appUrl?: string;
  /** The data plane itself, so that nobody has to be asked. @default `BRAINTRUST_API_URL`, else what the key's organization says */
  readonly apiUrl?: string;
  /**
   * Hang the first span of this process below the span of another process that called it. Right where the caller sends its
   * spans to the same project; otherwise the trace would have no top. Both are parts of one trace in any case.
   *
   * @default false
   */
  readonly joinRemoteTraces?: boolean;
  /** Send logs too, each as a span of type `log`. @default false */
  readonly logs?: boolean;
}

/** What the destination needs, with every default in place. */
export interface Connection {
  readonly apiKey: string;
  readonly project: string | undefined;
  readonly projectId: string | undefined;
  readonly orgName: string | undefined;
  readonly appUrl: string;
  readonly apiUrl: string | undefined;
  readonly timeoutMs: number;
}

export interface ResolvedOptions {
  readonly connection: Connection;
  readonly joinRemoteTraces: boolean;
  readonly logs: boolean;
  /** What is for every exporter. */
  readonly exporter: ExporterOptions;
}

const text = z.string().min(1);
const url = httpUrl('an http or https URL');

const schema = z
  .strictObject({
    apiKey: text.optional(),
    project: text.optional(),
    projectId: text.optional(),
    orgName: text.optional(),
    appUrl: url.optional(),
    apiUrl: url.optional(),
    joinRemoteTraces: z.boolean().optional(),
    logs: z.boolean().optional(),
  })
  .refine(({ project, projectId }) => !(project && projectId), {
    error: 'give either project or projectId, not both',
  });

const CODE = 'BRAINTRUST_EXPORTER_OPTIONS_INVALID';

/** @throws MastraError `BRAINTRUST_EXPORTER_OPTIONS_INVALID` */
export function resolveOptions(given: BraintrustExporterOptions): ResolvedOptions {
  const { own, shared } = splitOptions('BraintrustExporter', given, schema);
  const options = parseOrThrow(schema, own, {
    code: CODE,
    domain: 'EXPORTER',
    subject: 'What BraintrustExporter was told',
  });
  const apiKey = credentialOf(options.apiKey ?? fromEnv('BRAINTRUST_API_KEY'), {
    code: CODE,
    exporter: 'BraintrustExporter',
    option: 'apiKey',
    variable: 'BRAINTRUST_API_KEY',
    what: 'an API key of Braintrust',
  });
  return {
    connection: {
      apiKey,
      project: options.project,
      projectId: options.projectId,
      orgName: options.orgName ?? fromEnv('BRAINTRUST_ORG_NAME'),
      appUrl: trimmed(options.appUrl ?? fromEnv('BRAINTRUST_APP_URL') ?? 'https://www.braintrust.dev'),
      apiUrl: trimmed(options.apiUrl ?? fromEnv('BRAINTRUST_API_URL')),
      timeoutMs: given.attemptTimeoutMs ?? 30_000,
    },
    joinRemoteTraces: options.joinRemoteTraces ?? false,
    logs: options.logs ?? false,
    exporter: shared,
  };
}

const fromEnv = (name: string): string | undefined => process.env[name]?.trim() || undefined;

function trimmed<T extends string | undefined>(address: T): T {
  return address?.replace(/\/+$/, '') as T;
}
