import type { ObservabilityExporter, ObservabilityInstance, SignalLedger } from '@mastra/core/observability';
import { Observability } from '@mastra/observability';
import { RecordingLogger } from './recording-logger.ts';

export interface ApplicationOptions {
  /** @default 'shop' */
  readonly serviceName?: string;
  /** @default 'test' */
  readonly environment?: string;
}

/** An application with one exporter. */
export class Application<E extends ObservabilityExporter = ObservabilityExporter> {
  readonly exporter: E;
  readonly observability: Observability;
  readonly instance: ObservabilityInstance;
  readonly logger = new RecordingLogger();

  constructor(exporter: E, { serviceName = 'shop', environment = 'test' }: ApplicationOptions = {}) {
    this.exporter = exporter;
    this.observability = new Observability({
      serviceName,
      environment,
      exporters: [exporter],
      logLevel: 'debug',
      metrics: { autoExtract: false },
    });
    this.observability.attach({ logger: this.logger });
    this.instance = this.observability.getDefaultInstance();
  }

  /** What the pipeline said that a user would have to look at. */
  get warnings(): readonly string[] {
    return this.logger.warnings;
  }

  get ledger(): Readonly<Record<string, SignalLedger>> {
    return this.observability.health().exporters[this.exporter.name]!.signals;
  }

  /** Flushes until nothing waits: an attempt that fails ends a flush. */
  async drain(): Promise<void> {
    for (let i = 0; i < 200; i++) {
      const { pending } = await this.observability.flush({ timeoutMs: 5000 });
      if (pending === 0) return;
    }
    throw new Error(`events still wait: ${JSON.stringify(this.ledger)}`);
  }

  /** Ends at once, whatever waits. */
  async stop(): Promise<void> {
    await this.observability.shutdown({ timeoutMs: 1 });
  }
}
