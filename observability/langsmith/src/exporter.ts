import { MastraError } from '@mastra/core/error';
import type {
  FeedbackEvent,
  FlushCounts,
  FlushOptions,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { type DeliveryFailure, QueuedExporter } from '@mastra/observability';
import { inTurns, SeenSpans } from '@mastra/observability/exporters';
import { LangSmithClient } from './client.ts';
import { feedbackOfFeedback, feedbackOfScore } from './feedback.ts';
import { type Parts, partsOfFeedback, partsOfRun } from './multipart.ts';
import { type LangSmithExporterOptions, resolveOptions } from './options.ts';
import { type RunOptions, runOf } from './run.ts';
import { RunPlaces } from './run-places.ts';

/**
 * Sends spans to LangSmith as runs, and scores and feedback as feedback on them.
 *
 * @example
 * new LangSmithExporter({ apiKey: process.env.LANGSMITH_API_KEY, project: 'weather' });
 */
export class LangSmithExporter extends QueuedExporter {
  readonly name = 'langsmith';
  readonly #client: LangSmithClient;
  readonly #seen: SeenSpans;
  readonly #places: RunPlaces;
  readonly #run: RunOptions;

  /** @throws MastraError `LANGSMITH_EXPORTER_OPTIONS_INVALID` */
  constructor(options: LangSmithExporterOptions = {}) {
    const { connection, exporter, joinRemoteTraces, run } = resolveOptions(options);
    const seen = new SeenSpans();
    super(seen.watching(exporter));
    this.#seen = seen;
    this.#places = new RunPlaces(seen, joinRemoteTraces);
    this.#run = run;
    this.#client = new LangSmithClient(connection);
  }

  onTracingEvent(event: TracingEvent): void {
    this.#seen.see(event.exportedSpan);
    this.accept('tracing', event);
  }

  onScoreEvent(event: ScoreEvent): void {
    this.accept('score', event);
  }

  onFeedbackEvent(event: FeedbackEvent): void {
    this.accept('feedback', event);
  }

  override async shutdown(options?: FlushOptions): Promise<FlushCounts> {
    const counts = await super.shutdown(options);
    this.#client.close();
    return counts;
  }

  // A run is posted once and whole: LangSmith refuses a second one of the same id, and a late patch could undo its end.
  protected override get spanEvents(): 'ended' {
    return 'ended';
  }

  protected override classify(error: unknown): DeliveryFailure {
    const isHomeless = MastraError.is(error) && error.code === 'LANGSMITH_FEEDBACK_WITHOUT_TRACE';
    return isHomeless ? 'rejected' : super.classify(error);
  }

  protected override async send(_signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    const records = await inTurns(events, event => this.#partsOf(event));
    await this.#client.write(records.flat());
  }

  #partsOf(event: ObservabilityEvent): readonly Parts[] {
    switch (event.type) {
      case 'score':
        return [partsOfFeedback(feedbackOfScore(event.score, this.#places))];
      case 'feedback':
        return [partsOfFeedback(feedbackOfFeedback(event.feedback, this.#places))];
      case 'log':
      case 'metric':
        return [];
      default:
        return [partsOfRun(runOf(event.exportedSpan, this.#places, this.#run))];
    }
  }
}
