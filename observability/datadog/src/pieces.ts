import type {
  ExportedMetric,
  FeedbackEvent,
  LogEvent,
  MetricEvent,
  ScoreEvent,
  TracingEvent,
} from '@mastra/core/observability';
import { inTurns, jsonText, jsonTextWithin } from '@mastra/observability/exporters';
import { MAX_JUDGEMENT_BYTES, MAX_LOG_BYTES, MAX_SPAN_BYTES, withoutPayloads } from './intakes.ts';
import { evaluation, feedback, type JudgementContext } from './judgements.ts';
import { datadogLog, type LogContext } from './logs.ts';
import { distribution, gauge, type MetricContext } from './metrics.ts';
import type { Piece } from './piece.ts';
import { llmObsSpan, type SpanContext } from './spans/span.ts';

export function spanPieces(events: readonly TracingEvent[], context: SpanContext): Promise<Piece[]> {
  return inTurns(events, ({ exportedSpan }) => ({
    key: `${exportedSpan.traceId}:${exportedSpan.id}`,
    json: within(llmObsSpan(exportedSpan, context), MAX_SPAN_BYTES, withoutPayloads),
  }));
}

export function logPieces(events: readonly LogEvent[], context: LogContext): Promise<Piece[]> {
  return inTurns(events, ({ log }) => ({
    key: log.logId,
    json: within(datadogLog(log, context), MAX_LOG_BYTES, ({ data: _, metadata: __, ...rest }, bytes) => ({
      ...rest,
      data: `[left out: the log has ${bytes} bytes, more than Datadog takes]`,
    })),
  }));
}

export function scorePieces(events: readonly ScoreEvent[], context: JudgementContext): Promise<Piece[]> {
  return inTurns(events, ({ score }) => ({
    key: score.scoreId,
    json: within(evaluation(score, context), MAX_JUDGEMENT_BYTES, ({ tags: _, ...rest }) => rest),
  }));
}

export function feedbackPieces(events: readonly FeedbackEvent[], context: JudgementContext): Promise<Piece[]> {
  return inTurns(events, ({ feedback: given }) => ({
    key: given.feedbackId,
    json: within(feedback(given, context), MAX_JUDGEMENT_BYTES, ({ tags: _, ...rest }) => rest),
  }));
}

export function distributionPieces(events: readonly MetricEvent[], context: MetricContext): Promise<Piece[]> {
  return inTurns(
    events.filter(({ metric }) => metric.metricType !== 'gauge'),
    ({ metric }) => ({ key: metric.metricId, json: Buffer.from(jsonText(distribution(metric, context))) }),
  );
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
  return [...latest.values()].map(({ metric, text }) => ({ key: metric.metricId, json: Buffer.from(text) }));
}

function within<T>(value: T, max: number, strip: (value: T, bytes: number) => unknown): Uint8Array {
  return Buffer.from(jsonTextWithin(value, { max, strip }));
}
