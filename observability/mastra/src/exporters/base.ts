import type {
  DiagnosticLogger,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  ObservabilityExporter,
  TracingEvent,
} from '@mastra/core/observability';

/**
 * A start for exporters of your own. An exporter supports the signals that it has handlers for; `exportTracingEvent`,
 * the handler from before there were five signals, is called for span events.
 *
 * @example
 * class MyExporter extends BaseExporter {
 *   name = 'mine';
 *   async onLogEvent({ log }) { await send(log); }
 * }
 */
export abstract class BaseExporter implements ObservabilityExporter {
  abstract readonly name: string;
  /** Where the exporter reports its own troubles. */
  protected logger: DiagnosticLogger = console;

  onTracingEvent(event: TracingEvent): void | Promise<void> {
    return (this as ObservabilityExporter).exportTracingEvent?.(event);
  }

  init(_options: InitExporterOptions): void | Promise<void> {
    // Nothing to prepare.
  }

  async flush(_options?: FlushOptions): Promise<FlushCounts | void> {
    // Nothing is held back.
  }

  async shutdown(options?: FlushOptions): Promise<FlushCounts | void> {
    return this.flush(options);
  }

  __setLogger(logger: DiagnosticLogger): void {
    this.logger = logger;
  }
}
