import type {
  ExportedFeedback,
  ExportedLog,
  ExportedMetric,
  ExportedScore,
  FeedbackEvent,
  LogEvent,
  MetricEvent,
  ScoreEvent,
  TracingEvent,
} from '@mastra/core/observability';
import { MAX_JUDGEMENT_BYTES, MAX_LOG_BYTES, MAX_SPAN_BYTES, withoutPayloads } from './intakes.ts';
import { evaluation, feedback, type JudgementContext } from './judgements.ts';
import { datadogLog, type LogContext } from './logs.ts';
import { distribution, gauge, type MetricContext } from './metrics.ts';
import { llmObsSpan, type SpanContext } from './spans/span.ts';
import { jsonText, jsonTextWithin } from './wire/json-text.ts';
import type { Piece } from './wire/packs.ts';

export function spanPieces(events: readonly TracingEvent[], context: SpanContext): Piece[] {
  return events.map(({ exportedSpan }) => ({
    key: `${exportedSpan.traceId}:${exportedSpan.id}`,
    text: jsonTextWithin(llmObsSpan(exportedSpan, context), MAX_SPAN_BYTES, withoutPayloads),
  }));
}

export function logPieces(events: readonly LogEvent[], context: LogContext): Piece[] {
  return events.map(({ log }: { readonly log: ExportedLog }) => ({
    key: log.logId,
    text: jsonTextWithin(datadogLog(log, context), MAX_LOG_BYTES, ({ data: _, metadata: __, ...rest }, bytes) => ({
      ...rest,
      data: `[left out: the log has ${bytes} bytes, more than Datadog takes]`,
    })),
  }));
}

export function scorePieces(events: readonly ScoreEvent[], context: JudgementContext): Piece[] {
  return events.map(({ score }: { readonly score: ExportedScore }) => ({
    key: score.scoreId,
    text: jsonTextWithin(evaluation(score, context), MAX_JUDGEMENT_BYTES, ({ tags: _, ...rest }) => rest),
  }));
}

export function feedbackPieces(events: readonly FeedbackEvent[], context: JudgementContext): Piece[] {
  return events.map(({ feedback: given }: { readonly feedback: ExportedFeedback }) => ({
    key: given.feedbackId,
    text: jsonTextWithin(feedback(given, context), MAX_JUDGEMENT_BYTES, ({ tags: _, ...rest }) => rest),
  }));
}

export function distributionPieces(events: readonly MetricEvent[], context: MetricContext): Piece[] {
  return events
    .filter(({ metric }) => metric.metricType !== 'gauge')
    .map(({ metric }) => ({ key: metric.metricId, text: jsonText(distribution(metric, context)) }));
}

/** Of several values of a gauge in one second the last one counts, so only that one is sent. */
export function gaugePieces(events: readonly MetricEvent[], context: MetricContext): Piece[] {
  const latest = new Map<string, { readonly metric: ExportedMetric; readonly text: string }>();
  for (const { metric } of events) {
    if (metric.metricType !== 'gauge') continue;
    const series = gauge(metric, context);
    const key = jsonText([series.metric, series.points[0]?.timestamp, [...series.tags].sort()]);
    const known = latest.get(key);
    if (!known || known.metric.timestamp <= metric.timestamp) latest.set(key, { metric, text: jsonText(series) });
  }
  return [...latest.values()].map(({ metric, text }) => ({ key: metric.metricId, text }));
}
