import { type FieldKind, RECORD_FIELDS } from '@mastra/core/storage';
import type { EngineRow } from '../../engine/database.ts';

const kinds = new Map<string, FieldKind>(
  Object.values(RECORD_FIELDS).flatMap(fields => fields.map(({ name, kind }) => [name, kind] as const)),
);

/** Texts that are stored empty may be empty; all others are absent then. */
const MAY_BE_EMPTY = new Set(['name', 'message', 'value']);

/** A row of the engine in the form that core's readers take: absent fields left out. */
export function recordRow<R>(row: EngineRow): R {
  const out: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(row)) {
    const present = field === 'metadata' ? metadataText(value as Readonly<Record<string, string>>) : value;
    if (isPresent(field, present)) out[field] = present;
  }
  return out as R;
}

function isPresent(field: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (value === '') return MAY_BE_EMPTY.has(field);
  return kinds.get(field) !== 'tags' || (value as readonly string[]).length > 0;
}

function metadataText(map: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(map);
  if (entries.length === 0) return undefined;
  return `{${entries
    .filter(([, json]) => json !== '')
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`)
    .join(',')}}`;
}

/** A feedback's value is a number where its number column says so. */
export function feedbackRow<R>(row: EngineRow): R {
  const { valueNumber, ...rest } = row;
  return recordRow<R>({ ...rest, value: valueNumber ?? row.value });
}
