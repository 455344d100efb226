import { parseOrThrow } from '@mastra/core/error';
import type {
  AnyExportedSpan,
  FeedbackEvent,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  ScoreEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { type ExporterOptions, failureOfResponse, QueuedExporter } from '@mastra/observability';
import { z } from 'zod';
import type { FakeDestination } from './destination.ts';
import { LoopbackServer } from './loopback.ts';
import { describeExporter } from './suite.ts';

/** The smallest exporter that passes: a POST of JSON for every batch. */
class PostExporter extends QueuedExporter {
  readonly name = 'post';
  readonly #url: string;

  constructor({ url, ...rest }: ExporterOptions & { url: string }) {
    super(rest);
    this.#url = parseOrThrow(z.url(), url, { code: 'URL_INVALID', domain: 'EXPORTER', subject: 'The url' });
  }

  onTracingEvent(event: TracingEvent): void {
    this.accept('tracing', event);
  }
  onLogEvent(event: LogEvent): void {
    this.accept('log', event);
  }
  onMetricEvent(event: MetricEvent): void {
    this.accept('metric', event);
  }
  onScoreEvent(event: ScoreEvent): void {
    this.accept('score', event);
  }
  onFeedbackEvent(event: FeedbackEvent): void {
    this.accept('feedback', event);
  }

  protected async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    const response = await fetch(`${this.#url}/${signal}`, {
      method: 'POST',
      headers: { authorization: 'Bearer very-secret' },
      body: JSON.stringify(events),
    });
    if (!response.ok) throw await failureOfResponse(response, 'the collector');
  }
}

class Collector extends LoopbackServer implements FakeDestination {
  arrived() {
    const events = this.accepted.flatMap(request => JSON.parse(request.body.toString()) as ObservabilityEvent[]);
    return {
      spans: events.flatMap(event => ('exportedSpan' in event ? [spanOf(event.exportedSpan)] : [])),
      logs: events.flatMap(event => (event.type === 'log' ? [event.log] : [])),
      metrics: events.flatMap(event => (event.type === 'metric' ? [event.metric] : [])),
      scores: events.flatMap(event =>
        event.type === 'score' ? [{ name: event.score.scorerId, value: event.score.score }] : [],
      ),
      feedback: events.flatMap(event =>
        event.type === 'feedback' ? [{ name: event.feedback.feedbackType, value: event.feedback.value }] : [],
      ),
    };
  }
}

const spanOf = ({ id, parentSpanId, name, errorInfo, ...rest }: AnyExportedSpan) => ({
  id,
  parentId: parentSpanId,
  name,
  isError: errorInfo !== undefined,
  content: JSON.stringify({ errorInfo, ...rest }),
});

describeExporter<Collector>({
  name: 'an exporter that posts JSON',
  signals: ['tracing', 'log', 'metric', 'score', 'feedback'],
  secrets: ['very-secret'],
  start: () => new Collector().start(),
  create: ({ url }, options) => new PostExporter({ url, ...options }),
  createWithUnknownOption: ({ url }) => new PostExporter({ url, nonsense: true } as never),
});
