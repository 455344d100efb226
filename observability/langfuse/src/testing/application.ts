import { Application as AnyApplication } from '@mastra/exporter-conformance';
import { LangfuseExporter } from '../exporter.ts';
import type { LangfuseExporterOptions } from '../options.ts';
import type { LangfuseServer } from './langfuse-server.ts';

/** An application that sends to a stand-in for Langfuse. */
export class Application extends AnyApplication<LangfuseExporter> {
  constructor(server: LangfuseServer, options: LangfuseExporterOptions = {}) {
    super(
      new LangfuseExporter({
        publicKey: 'pk-lf-test',
        secretKey: 'sk-lf-test',
        baseUrl: server.url,
        maxBatchWaitMs: 60_000,
        retry: { initialDelayMs: 1, maxDelayMs: 5 },
        ...options,
      }),
      { environment: 'Test Lab' },
    );
  }
}
