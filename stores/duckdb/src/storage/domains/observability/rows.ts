import type { FeedbackRow } from '@mastra/core/storage';
import type { EngineRow } from '../../engine/session.ts';

/** What `selectList` has selected, as core's readers take it. */
export function toRow<R>({ head, ...payloads }: EngineRow): R {
  return Object.assign(JSON.parse(head as string), payloads);
}

/** A feedback's value is a number where its number column says so. */
export function toFeedbackRow({ valueNumber, ...rest }: EngineRow): FeedbackRow {
  const row = toRow<FeedbackRow>(rest);
  return valueNumber === null ? row : { ...row, value: valueNumber as number };
}
