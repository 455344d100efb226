import type {
  ExportedFeedback,
  ExportedMetric,
  ExportedScore,
  FeedbackEvent,
  MetricEvent,
  ScoreEvent,
} from '@mastra/core/observability';
import { at, START, TRACE } from './sample-span.ts';

/** A score of the trace of the sample spans. */
export const scoreEvent = (more: Partial<ExportedScore> = {}): ScoreEvent => ({
  type: 'score',
  score: { scoreId: 'score-1', timestamp: at(50), scorerId: 'relevance', score: 0.75, traceId: TRACE, ...more },
});

/** A thumb up for the trace of the sample spans. */
export const feedbackEvent = (more: Partial<ExportedFeedback> = {}): FeedbackEvent => ({
  type: 'feedback',
  feedback: {
    feedbackId: 'feedback-1',
    timestamp: at(50),
    feedbackType: 'thumbs',
    feedbackSource: 'user',
    value: 'up',
    traceId: TRACE,
    ...more,
  },
});

/** A measurement so many milliseconds after the beginning. */
export const metricEvent = (
  name: string,
  metricType: ExportedMetric['metricType'],
  value: number,
  ms: number,
): MetricEvent => ({
  type: 'metric',
  metric: {
    metricId: `${name}-${ms}`,
    name,
    metricType,
    value,
    unit: 'ms',
    labels: { city: 'Oslo' },
    timestamp: new Date(START.getTime() + ms),
    correlationContext: { environment: 'production', userId: 'user-1' },
  },
});
