import type { ExportedFeedback } from './feedback.ts';
import type { ExportedLog } from './logging.ts';
import type { ExportedMetric } from './metrics.ts';
import type { ExportedScore } from './scores.ts';
import type { AnyExportedSpan, SpanErrorInfo } from './tracing.ts';

/** The moments of a span's life, by name, for code written against an enum. */
export const TracingEventType = {
  SPAN_STARTED: 'span.started',
  SPAN_UPDATED: 'span.updated',
  SPAN_ENDED: 'span.ended',
  SPAN_ERROR: 'span.error',
} as const;

export type TracingEventType = (typeof TracingEventType)[keyof typeof TracingEventType];

/** One `span.started`, any number of `span.updated` and `span.error`, one `span.ended`: in that order, for every span. */
export type TracingEvent =
  | { readonly type: 'span.started'; readonly exportedSpan: AnyExportedSpan }
  | { readonly type: 'span.updated'; readonly exportedSpan: AnyExportedSpan }
  | { readonly type: 'span.ended'; readonly exportedSpan: AnyExportedSpan }
  | { readonly type: 'span.error'; readonly exportedSpan: AnyExportedSpan; readonly error: SpanErrorInfo };

export type LogEvent = { readonly type: 'log'; readonly log: ExportedLog };
export type MetricEvent = { readonly type: 'metric'; readonly metric: ExportedMetric };
export type ScoreEvent = { readonly type: 'score'; readonly score: ExportedScore };
export type FeedbackEvent = { readonly type: 'feedback'; readonly feedback: ExportedFeedback };

/** Everything that the bus carries. */
export type ObservabilityEvent = TracingEvent | LogEvent | MetricEvent | ScoreEvent | FeedbackEvent;

/** The five signals, as the ledger names them. */
export const SIGNALS = ['tracing', 'log', 'metric', 'score', 'feedback'] as const;

export type Signal = (typeof SIGNALS)[number];

export interface ObservabilityEventBus<TEvent> {
  /** Never throws and never waits. */
  emit(event: TEvent): void;
  /** Hears events in batches after they were emitted. Answers the function that ends the subscription. */
  subscribe(handler: (event: TEvent) => void | Promise<void>): () => void;
  /** Resolves when every subscriber has finished with all that was emitted before the call. */
  flush(): Promise<unknown>;
  shutdown(): Promise<unknown>;
}
