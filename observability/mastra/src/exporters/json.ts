import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type {
  FeedbackEvent,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  ScoreEvent,
  TracingEvent,
} from '@mastra/core/observability';
import { BaseExporter } from './base.ts';

export interface JsonExporterOptions {
  /** Where the lines go. @default `process.stdout` */
  readonly stream?: Writable;
  /** A file to append to, instead of a stream. */
  readonly path?: string;
}

/**
 * One line of JSON for every event of every signal, for debugging and for other programs to read.
 *
 * @example
 * new JsonExporter({ path: 'events.ndjson' });
 */
export class JsonExporter extends BaseExporter {
  readonly name = 'json';
  readonly #stream: Writable;
  readonly #ownsStream: boolean;
  #failure: Error | undefined;

  constructor(options: JsonExporterOptions = {}) {
    super();
    this.#ownsStream = options.path !== undefined;
    this.#stream =
      options.path === undefined ? (options.stream ?? process.stdout) : createWriteStream(options.path, { flags: 'a' });
    // A stream without a listener ends the process with its first error.
    this.#stream.on('error', error => {
      this.#failure = error;
    });
  }

  override onTracingEvent(event: TracingEvent): Promise<void> {
    return this.#write(event);
  }
  onLogEvent(event: LogEvent): Promise<void> {
    return this.#write(event);
  }
  onMetricEvent(event: MetricEvent): Promise<void> {
    return this.#write(event);
  }
  onScoreEvent(event: ScoreEvent): Promise<void> {
    return this.#write(event);
  }
  onFeedbackEvent(event: FeedbackEvent): Promise<void> {
    return this.#write(event);
  }

  override async shutdown(): Promise<void> {
    if (this.#ownsStream && !this.#failure) await new Promise<void>(resolve => this.#stream.end(resolve));
  }

  #write(event: ObservabilityEvent): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#stream.write(`${JSON.stringify(event)}\n`, error => (error ? reject(error) : resolve()));
    });
  }
}
