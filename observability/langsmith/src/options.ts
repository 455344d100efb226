import { parseOrThrow } from '@mastra/core/error';
import type { ExporterOptions } from '@mastra/observability';
import { credentialOf, httpUrl, splitOptions } from '@mastra/observability/exporters';
import { z } from 'zod';
import type { RunOptions } from './run.ts';

export interface LangSmithExporterOptions extends ExporterOptions {
  /** @default `LANGSMITH_API_KEY` */
  readonly apiKey?: string;
  /** @default `LANGSMITH_ENDPOINT`, else `https://api.smith.langchain.com` */
  readonly apiUrl?: string;
  /** The project's name; LangSmith makes it where there is none. @default `LANGSMITH_PROJECT`, else `default` */
  readonly project?: string;
  /** For keys of an organization with several workspaces. @default `LANGSMITH_WORKSPACE_ID` */
  readonly workspaceId?: string;
  /**
   * Hang the first span of this process below the root of the trace that another process began. Right where that process
   * sends its spans to the same project; otherwise LangSmith would have a trace without a root, which it does not list.
   *
   * @default false: a trace of its own
   */
  readonly joinRemoteTraces?: boolean;
  /** Send no inputs. @default whether `LANGSMITH_HIDE_INPUTS` is `true` */
  readonly hideInputs?: boolean;
  /** Send no outputs. @default whether `LANGSMITH_HIDE_OUTPUTS` is `true` */
  readonly hideOutputs?: boolean;
}

/** What the destination needs, with every default in place. */
export interface Connection {
  readonly apiKey: string;
  readonly apiUrl: string;
  readonly workspaceId: string | undefined;
  readonly timeoutMs: number;
}

export interface ResolvedOptions {
  readonly connection: Connection;
  readonly run: RunOptions;
  readonly joinRemoteTraces: boolean;
  /** What is for every exporter. */
  readonly exporter: ExporterOptions;
}

const text = z.string().min(1);

const schema = z.strictObject({
  apiKey: text.optional(),
  apiUrl: httpUrl('an http or https URL').optional(),
  project: text.optional(),
  workspaceId: text.optional(),
  joinRemoteTraces: z.boolean().optional(),
  hideInputs: z.boolean().optional(),
  hideOutputs: z.boolean().optional(),
});

const CODE = 'LANGSMITH_EXPORTER_OPTIONS_INVALID';

/** @throws MastraError `LANGSMITH_EXPORTER_OPTIONS_INVALID` */
export function resolveOptions(given: LangSmithExporterOptions): ResolvedOptions {
  const { own, shared } = splitOptions('LangSmithExporter', given, schema);
  const options = parseOrThrow(schema, own, {
    code: CODE,
    domain: 'EXPORTER',
    subject: 'What LangSmithExporter was told',
  });
  const apiKey = credentialOf(options.apiKey ?? fromEnv('API_KEY'), {
    code: CODE,
    exporter: 'LangSmithExporter',
    option: 'apiKey',
    variable: 'LANGSMITH_API_KEY',
    what: 'an API key of LangSmith',
  });
  return {
    connection: {
      apiKey,
      apiUrl: (options.apiUrl ?? fromEnv('ENDPOINT') ?? 'https://api.smith.langchain.com').replace(/\/+$/, ''),
      workspaceId: options.workspaceId ?? fromEnv('WORKSPACE_ID'),
      timeoutMs: given.attemptTimeoutMs ?? 30_000,
    },
    run: {
      project: options.project ?? fromEnv('PROJECT') ?? 'default',
      hideInputs: options.hideInputs ?? fromEnv('HIDE_INPUTS') === 'true',
      hideOutputs: options.hideOutputs ?? fromEnv('HIDE_OUTPUTS') === 'true',
    },
    joinRemoteTraces: options.joinRemoteTraces ?? false,
    exporter: shared,
  };
}

/** The vendor's variables, by their present name or the one before. */
function fromEnv(name: string): string | undefined {
  return process.env[`LANGSMITH_${name}`]?.trim() || process.env[`LANGCHAIN_${name}`]?.trim() || undefined;
}
