import type { AnyExportedSpan, DiagnosticLogger, ObservabilityInstance } from '@mastra/core/observability';
import { Observability } from '@mastra/observability';
import { LangfuseExporter } from '../exporter.ts';
import type { LangfuseExporterOptions } from '../options.ts';
import type { LangfuseServer } from './langfuse-server.ts';

/** An application that sends to a stand-in for Langfuse. */
export class Application {
  readonly exporter: LangfuseExporter;
  readonly observability: Observability;
  readonly instance: ObservabilityInstance;
  readonly warnings: string[] = [];

  constructor(server: LangfuseServer, options: LangfuseExporterOptions = {}) {
    this.exporter = new LangfuseExporter({
      publicKey: 'pk-lf-test',
      secretKey: 'sk-lf-test',
      baseUrl: server.url,
      maxBatchWaitMs: 60_000,
      retry: { initialDelayMs: 1, maxDelayMs: 5 },
      ...options,
    });
    this.observability = new Observability({
      serviceName: 'shop',
      environment: 'Test Lab',
      exporters: [this.exporter],
      metrics: { autoExtract: false },
    });
    const logger: DiagnosticLogger = {
      debug: () => undefined,
      info: () => undefined,
      warn: message => void this.warnings.push(message),
      error: message => void this.warnings.push(message),
    };
    this.observability.attach({ logger });
    this.instance = this.observability.getDefaultInstance();
  }

  /** Flushes until nothing waits: an attempt that fails ends a flush. */
  async drain(): Promise<void> {
    for (let i = 0; i < 100; i++) {
      const { pending } = await this.observability.flush({ timeoutMs: 5000 });
      if (pending === 0) return;
    }
    throw new Error(`events still wait: ${JSON.stringify(this.observability.health())}`);
  }

  get ledger() {
    return this.observability.health().exporters.langfuse!.signals;
  }

  stop(): Promise<unknown> {
    return this.observability.shutdown({ timeoutMs: 1 });
  }
}

/** A span made by hand. */
export function spanOf(more: Partial<AnyExportedSpan>): AnyExportedSpan {
  const startTime = new Date('2026-03-01T12:00:00.123Z');
  return {
    id: '00000000000000aa',
    traceId: '69a42d40000000000000000000000a11',
    name: 'a span',
    type: 'generic',
    startTime,
    endTime: new Date(startTime.getTime() + 250),
    isEvent: false,
    isRootSpan: more.parentSpanId === undefined,
    ...more,
  };
}
