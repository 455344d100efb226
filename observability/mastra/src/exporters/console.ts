import type {
  FeedbackEvent,
  FlushOptions,
  LogEvent,
  MetricEvent,
  ScoreEvent,
  TracingEvent,
} from '@mastra/core/observability';
import { isPrinted } from '../adapters/origin.ts';
import { READS_ONLY } from '../bus/isolated.ts';
import { BaseExporter } from './base.ts';
import { HeldTraces } from './console/held-traces.ts';
import type { TreeNote } from './console/layout.ts';
import { Lines } from './console/lines.ts';
import { feedbackNote, logNote, scoreNote } from './console/notes.ts';
import { type ConsoleExporterOptions, type ResolvedConsoleOptions, resolveConsoleOptions } from './console/options.ts';
import { painter, wantsColors } from './console/paint.ts';
import { treeText } from './console/tree-text.ts';

export type { ConsoleExporterOptions } from './console/options.ts';

/** Spans, logs and judgements that are held until their trace ends: some megabytes at most. */
const LIMITS = { perTrace: 5000, total: 50_000 };
/** How long a trace whose root is elsewhere waits for more, in milliseconds. */
const SETTLED_MS = 2000;

/**
 * Readable text for people: on a terminal each trace as a tree when it has ended, with its logs, scores and feedback
 * under its spans; anywhere else a line for each event as it happens.
 *
 * @throws MastraError `CONSOLE_EXPORTER_OPTIONS_INVALID`
 *
 * @example
 * new ConsoleExporter({ format: 'lines' });
 */
export class ConsoleExporter extends BaseExporter {
  readonly name = 'console';
  readonly [READS_ONLY] = true;
  readonly #options: ResolvedConsoleOptions;
  readonly #lines: Lines;
  /** Only for trees. */
  readonly #held: HeldTraces | undefined;
  #nextLook = 0;

  constructor(options: ConsoleExporterOptions = {}) {
    super();
    this.#options = resolveConsoleOptions(options, isTerminal => wantsColors(process.env, isTerminal));
    const paint = painter(this.#options.colors);
    this.#lines = new Lines(paint);
    if (!this.#options.isTree) return;
    const { maxRows, columns, write } = this.#options;
    this.#held = new HeldTraces(LIMITS, trace => {
      for (const line of treeText(trace, { paint, maxRows, columns: columns() })) write(line);
    });
  }

  override onTracingEvent({ type, exportedSpan }: TracingEvent): void {
    if (type === 'span.ended') {
      const isHeld = this.#held?.end(exportedSpan) ?? false;
      if (!isHeld) this.#options.write(this.#lines.span(exportedSpan));
    } else if (type === 'span.started') {
      this.#held?.begin(exportedSpan);
    }
    this.#releaseSettled();
  }

  onLogEvent({ log }: LogEvent): void {
    if (!isPrinted(log.metadata)) this.#note(logNote(log), log.traceId);
  }

  onMetricEvent({ metric }: MetricEvent): void {
    if (metric.name === 'mastra_model_cost_usd') this.#held?.cost(metric.traceId, metric.spanId, metric.value);
    if (this.#options.metrics) this.#options.write(this.#lines.metric(metric));
  }

  onScoreEvent({ score }: ScoreEvent): void {
    this.#note(scoreNote(score), score.traceId);
  }

  onFeedbackEvent({ feedback }: FeedbackEvent): void {
    this.#note(feedbackNote(feedback), feedback.traceId);
  }

  override async flush(_options?: FlushOptions): Promise<void> {
    this.#held?.releaseSettled(0, Date.now());
  }

  /** Prints what still runs, as far as it has got. */
  override async shutdown(_options?: FlushOptions): Promise<void> {
    this.#held?.releaseAll();
  }

  /** Looks through what is held once in a while. */
  #releaseSettled(): void {
    const now = Date.now();
    if (!this.#held || now < this.#nextLook) return;
    this.#nextLook = now + SETTLED_MS;
    this.#held.releaseSettled(SETTLED_MS, now);
  }

  #note(note: TreeNote, traceId: string | undefined): void {
    if (!this.#held?.note(note, traceId)) this.#options.write(this.#lines.note(note, traceId));
  }
}
