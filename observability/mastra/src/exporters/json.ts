import { setImmediate as turn } from 'node:timers/promises';
import { MastraError } from '@mastra/core/error';
import {
  type DeliveryOptions,
  type FeedbackEvent,
  type FlushCounts,
  type FlushOptions,
  type LogEvent,
  type MetricEvent,
  type ObservabilityEvent,
  type ScoreEvent,
  SIGNALS,
  type Signal,
  type TracingEvent,
} from '@mastra/core/observability';
import type { DeliveryFailure } from '../delivery/failure.ts';
import { messageOf } from '../delivery/message.ts';
import { withTimeout } from '../delivery/timeout.ts';
import { FileSink } from './json/file-sink.ts';
import { type JsonExporterOptions, splitOptions } from './json/options.ts';
import type { LineSink } from './json/sink.ts';
import { StreamSink } from './json/stream-sink.ts';
import { QueuedExporter } from './queued.ts';

export type { JsonExporterOptions } from './json/options.ts';

/**
 * One line of JSON for every event of every signal, in the order in which they came: for debugging, and for other
 * programs to read. A slow stream or a full disk holds events up in a bounded queue, and costs nothing else.
 *
 * @throws MastraError `JSON_EXPORTER_OPTIONS_INVALID`
 *
 * @example
 * new JsonExporter({ path: 'events.ndjson', maxBytes: 100 * 1024 * 1024, maxFiles: 10, compress: 'gzip' });
 */
export class JsonExporter extends QueuedExporter {
  readonly name = 'json';
  readonly onTracingEvent?: (event: TracingEvent) => void;
  readonly onLogEvent?: (event: LogEvent) => void;
  readonly onMetricEvent?: (event: MetricEvent) => void;
  readonly onScoreEvent?: (event: ScoreEvent) => void;
  readonly onFeedbackEvent?: (event: FeedbackEvent) => void;
  readonly #sink: LineSink;
  /** Events that are in the file, where a later one of their batch is not yet. */
  readonly #written = new WeakSet<ObservabilityEvent>();
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(options: JsonExporterOptions = {}) {
    const { own, rest } = splitOptions(options);
    super(rest);
    const { path, stream, signals, ...file } = own;
    this.#sink =
      path === undefined
        ? new StreamSink(stream ?? process.stdout)
        : new FileSink({ path, ...file, onTrouble: error => this.#reportTrouble(error) });
    const wanted = new Set<Signal>(signals ?? SIGNALS);
    // A handler that is not there is a signal that is not taken.
    if (wanted.has('tracing')) this.onTracingEvent = event => this.accept('tracing', event);
    if (wanted.has('log')) this.onLogEvent = event => this.accept('log', event);
    if (wanted.has('metric')) this.onMetricEvent = event => this.accept('metric', event);
    if (wanted.has('score')) this.onScoreEvent = event => this.accept('score', event);
    if (wanted.has('feedback')) this.onFeedbackEvent = event => this.accept('feedback', event);
  }

  override async shutdown(options?: FlushOptions): Promise<FlushCounts> {
    const counts = await super.shutdown(options);
    await withTimeout(this.#sink.close(), options?.timeoutMs ?? CLOSE_TIMEOUT_MS);
    return counts;
  }

  /** Somebody may be watching the lines come. */
  protected override get deliveryDefaults(): DeliveryOptions {
    return { maxBatchWaitMs: 100 };
  }

  protected override get order(): 'arrival' {
    return 'arrival';
  }

  /** What the disk or the stream refuses now it may take later; what is no JSON never will be. */
  protected override classify(error: unknown): DeliveryFailure {
    return MastraError.is(error) && error.code === 'JSON_EXPORTER_EVENT_INVALID' ? 'rejected' : 'unreachable';
  }

  /**
   * Nothing is written twice: an attempt that took too long is waited for, and what it wrote is left out of the next.
   */
  protected override async send(_signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    await this.#lastWrite.catch(() => undefined);
    const fresh = events.filter(event => !this.#written.has(event));
    const lines = await linesOf(fresh);
    let done = 0;
    this.#lastWrite = this.#sink.write(lines, count => {
      for (const event of fresh.slice(done, done + count)) this.#written.add(event);
      done += count;
    });
    return this.#lastWrite;
  }

  #reportTrouble(error: unknown): void {
    this.logger.warn(`[observability] JsonExporter could not tidy up the files that it put aside: ${messageOf(error)}`);
  }
}

/** How long files that were put aside may take to be compressed at the end, in milliseconds. */
const CLOSE_TIMEOUT_MS = 10_000;
/** Lines made between two turns of the event loop: about a millisecond. */
const SLICE = 256;

async function linesOf(events: readonly ObservabilityEvent[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const event of events) {
    if (lines.length > 0 && lines.length % SLICE === 0) await turn();
    lines.push(lineOf(event));
  }
  return lines;
}

function lineOf(event: ObservabilityEvent): string {
  try {
    return `${JSON.stringify(event)}\n`;
  } catch (error) {
    throw new MastraError({
      code: 'JSON_EXPORTER_EVENT_INVALID',
      domain: 'EXPORTER',
      message: `a ${event.type} event holds what JSON cannot: ${messageOf(error)}`,
      cause: error,
    });
  }
}
