import { Application as AnyApplication } from '@mastra/exporter-conformance';
import { LaminarExporter } from '../exporter.ts';
import type { LaminarExporterOptions } from '../options.ts';
import type { LaminarServer } from './laminar-server.ts';

/** An application that sends to a stand-in for Laminar. */
export class Application extends AnyApplication<LaminarExporter> {
  constructor(server: LaminarServer, options: LaminarExporterOptions = {}) {
    super(
      new LaminarExporter({
        apiKey: 'laminar-key',
        baseUrl: server.url,
        scoreDelayMs: 0,
        maxBatchWaitMs: 60_000,
        retry: { initialDelayMs: 1, maxDelayMs: 5 },
        ...options,
      }),
    );
  }
}
