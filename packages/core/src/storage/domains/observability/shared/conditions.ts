import { LOG_LEVELS } from '../../../../observability/types/logging.ts';
import type { DateRange } from '../args/common.ts';
import type { SpanStatus } from '../records/span.ts';
import { canonicalJson } from './json.ts';
import { foldCase, words } from './text.ts';

/**
 * One thing that must hold for a record. The filters of every read become a list of these, all of which must hold, so
 * that stores translate conditions and nothing else. A record without the field never meets a condition on it.
 */
export type Condition =
  /** The field is exactly this text. */
  | { readonly kind: 'equals'; readonly field: string; readonly value: string }
  /** The field is one of these texts; no text at all means that nothing is found. */
  | { readonly kind: 'oneOf'; readonly field: string; readonly values: readonly string[] }
  /** Milliseconds since the epoch, both inclusive; an end that is `null` is open. The record has the field. */
  | { readonly kind: 'between'; readonly field: string; readonly from: number | null; readonly to: number | null }
  /** The record has all of these tags. */
  | { readonly kind: 'tags'; readonly values: readonly string[] }
  /** The key of the metadata holds the value whose canonical JSON this is (`'null'`: the key is there and is null). */
  | { readonly kind: 'metadata'; readonly key: string; readonly json: string }
  /** The top-level key of the attributes holds this value (`null`: the key is there and is null). */
  | { readonly kind: 'attribute'; readonly key: string; readonly value: string | number | boolean | null }
  /** `attributes.model` or `attributes.responseModel` is this text. */
  | { readonly kind: 'model'; readonly value: string }
  /** Each of these case-folded words occurs in one of `SEARCHED_FIELDS`, case-folded. Never empty. */
  | { readonly kind: 'payload'; readonly words: readonly string[] }
  | { readonly kind: 'label'; readonly name: string; readonly value: string }
  /** Each of these case-folded words is a word of the message. Never empty. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** The case-folded text occurs in the case-folded message. */
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'status'; readonly status: SpanStatus }
  /** An error on another span of the trace than the one that is listed, or none. */
  | { readonly kind: 'childError'; readonly value: boolean }
  /** `endedAt - startedAt` in milliseconds, both inclusive. The span has ended. */
  | { readonly kind: 'duration'; readonly min: number | null; readonly max: number | null }
  /** Nothing is found. */
  | { readonly kind: 'nothing' };

type Filters = Readonly<Record<string, unknown>>;

/** The conditions of a list's `filters`, as its schema has parsed them. An undefined filter is none. */
export function filterConditions(filters: Filters | undefined): Condition[] {
  return Object.entries(filters ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : conditionsOf(name, value),
  );
}

function conditionsOf(name: string, value: unknown): Condition[] {
  switch (name) {
    case 'timestamp':
    case 'startedAt':
    case 'endedAt':
      return [between(name, value as DateRange)];
    case 'tags': {
      const values = [...new Set(value as readonly string[])];
      return values.length === 0 ? [] : [{ kind: 'tags', values }];
    }
    case 'metadata':
      return Object.entries(value as Filters)
        .filter(([, wanted]) => wanted !== undefined)
        .map(([key, wanted]) => ({ kind: 'metadata', key, json: canonicalJson(wanted) }));
    case 'attributes':
      return Object.entries(value as Readonly<Record<string, string | number | boolean | null | undefined>>).flatMap(
        ([key, wanted]) => (wanted === undefined ? [] : [{ kind: 'attribute', key, value: wanted }]),
      );
    case 'model':
      return [{ kind: 'model', value: value as string }];
    case 'labels':
      return Object.entries(value as Readonly<Record<string, string>>).map(([label, wanted]) => ({
        kind: 'label',
        name: label,
        value: wanted,
      }));
    case 'status':
      return [{ kind: 'status', status: value as SpanStatus }];
    case 'hasChildError':
      return [{ kind: 'childError', value: value as boolean }];
    case 'durationMs': {
      const { min = null, max = null } = value as { min?: number; max?: number };
      return [{ kind: 'duration', min, max }];
    }
    default:
      return [
        Array.isArray(value)
          ? { kind: 'oneOf', field: name, values: [...new Set(value as readonly string[])] }
          : { kind: 'equals', field: name, value: value as string },
      ];
  }
}

function between(field: string, range: DateRange): Condition {
  return { kind: 'between', field, from: range.start?.getTime() ?? null, to: range.end?.getTime() ?? null };
}

/** The conditions of `listLogs` beside its filters. */
export function logConditions(args: {
  readonly search?: string | undefined;
  readonly contains?: string | undefined;
  readonly minLevel?: (typeof LOG_LEVELS)[number] | undefined;
}): Condition[] {
  const conditions: Condition[] = [];
  if (args.minLevel) {
    conditions.push({ kind: 'oneOf', field: 'level', values: LOG_LEVELS.slice(LOG_LEVELS.indexOf(args.minLevel)) });
  }
  if (args.search !== undefined) {
    const wanted = words(args.search);
    conditions.push(wanted.length === 0 ? { kind: 'nothing' } : { kind: 'words', words: wanted });
  }
  if (args.contains) conditions.push({ kind: 'contains', text: foldCase(args.contains) });
  return conditions;
}

/** The fields of a span that `search` looks at: its name, and JSON text. */
export const SEARCHED_FIELDS = ['name', 'input', 'output', 'attributes', 'error'] as const;

/** The conditions of `listSpans` beside its filters. */
export function searchConditions(search: string | undefined): Condition[] {
  if (search === undefined) return [];
  const wanted = words(search);
  return [wanted.length === 0 ? { kind: 'nothing' } : { kind: 'payload', words: wanted }];
}

/** The conditions that make a call one tenant's. */
export function tenantConditions(args: {
  readonly organizationId?: string;
  readonly resourceId?: string;
}): Condition[] {
  const { organizationId, resourceId } = args;
  return filterConditions({ organizationId, resourceId });
}
