import { canonicalJson } from '../shared/json.ts';
import type { SpanChanges, SpanRow } from './rows.ts';

/** Whether a span that is stored gives way to another copy of it: only while it runs. */
export function givesWay(stored: Pick<SpanRow, 'endedAt'>): boolean {
  return stored.endedAt === undefined || stored.endedAt === null;
}

/** A stored span with an update applied: fields that are given replace, `attributes` and `metadata` gain keys. */
export function revise(stored: SpanRow, changes: SpanChanges): SpanRow {
  return {
    ...stored,
    ...changes,
    ...mergedJson('attributes', stored, changes),
    ...mergedJson('metadata', stored, changes),
  };
}

function mergedJson(field: 'attributes' | 'metadata', stored: SpanRow, changes: SpanChanges): Partial<SpanRow> {
  const before = stored[field];
  const after = changes[field];
  if (before === undefined || after === undefined) return {};
  const merged: Record<string, unknown> = { ...JSON.parse(before), ...JSON.parse(after) };
  return { [field]: field === 'metadata' ? canonicalJson(merged) : JSON.stringify(merged) };
}
