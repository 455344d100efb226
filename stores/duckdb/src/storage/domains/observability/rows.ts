import type { FeedbackRow, MetricRow } from '@mastra/core/storage';
import type { EngineRow } from '../../engine/session.ts';

/** A row of the engine as core's readers take it; most are so already. */
export function engineRow<R>(row: EngineRow): R {
  return row as R;
}

export function metricRow(row: EngineRow): MetricRow {
  return { ...row, labels: JSON.parse(row.labels as string) } as MetricRow;
}

/** A feedback's value is a number where its number column says so. */
export function feedbackRow(row: EngineRow): FeedbackRow {
  const { valueNumber, ...rest } = row;
  return { ...rest, value: valueNumber ?? row.value } as FeedbackRow;
}
