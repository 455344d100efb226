import type { DiagnosticLogger, InitExporterOptions, ObservabilityExporter } from '@mastra/core/observability';
import { messageOf } from '../delivery/message.ts';

/** Initialises exporters, once each, as soon as it is known what there is for them. */
export class ExporterStartup {
  readonly #waiting: ObservabilityExporter[] = [];
  readonly #logger: DiagnosticLogger;
  #options: InitExporterOptions | undefined;

  constructor(logger: DiagnosticLogger) {
    this.#logger = logger;
  }

  /** Whether exporters wait to be told what there is. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  add(exporter: ObservabilityExporter): void {
    if (this.#options) this.#init(exporter, this.#options);
    else this.#waiting.push(exporter);
  }

  begin(options: InitExporterOptions): void {
    this.#options = options;
    for (const exporter of this.#waiting.splice(0)) this.#init(exporter, options);
  }

  #init(exporter: ObservabilityExporter, options: InitExporterOptions): void {
    const failed = (error: unknown) =>
      this.#logger.warn(`[observability] exporter '${exporter.name}' could not be initialised: ${messageOf(error)}`);
    try {
      exporter.__setLogger?.(options.logger);
      const pending = exporter.init?.(options);
      if (pending instanceof Promise) pending.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
