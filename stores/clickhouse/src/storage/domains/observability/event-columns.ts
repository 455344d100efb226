import { CORRELATION_TEXT_FIELDS, type Signal } from '@mastra/core/observability';
import {
  canonicalJson,
  fieldReader,
  RECORD_FIELDS,
  refused,
  SESSION_USAGE_SPAN_TYPE,
  usageTokens,
} from '@mastra/core/storage';
import type { InsertColumn } from '../../engine/encode/forms.ts';
import { type Column, TABLES } from './columns.ts';
import { NO_METADATA_KEYS } from './encode.ts';

/** What an event carries: an exported span, log, metric, score or feedback. */
export type Payload = Readonly<Record<string, unknown>>;

/** A payload holds what no column takes. The records of such a batch are checked one by one, which says what it is. */
export class UnusablePayload extends Error {}

/** Fields that an exported span has under another name than its record. */
const SPAN_NAMES: Readonly<Record<string, string>> = {
  spanId: 'id',
  spanType: 'type',
  startedAt: 'startTime',
  endedAt: 'endTime',
  error: 'errorInfo',
};

const correlated = new Set<string>([...CORRELATION_TEXT_FIELDS, 'tags']);

const correlationOf = (payload: Payload) => payload.correlationContext as Payload | undefined;
const labelsOf = (payload: Payload) => payload.labels as Payload | undefined;

/**
 * The columns of a signal's table, read straight from what its events carry, with the checks of a record in the same
 * pass. What several events share (their correlation, their labels) is read once.
 *
 * @throws UnusablePayload while a column is read.
 */
export function eventColumns(signal: Signal): readonly InsertColumn<Payload>[] {
  return TABLES[signal].columns
    .filter(({ derived }) => derived !== 'entry')
    .map(column => {
      const { name, form, derived } = column;
      if (derived !== null) return { name, form, value: derivers[derived] };
      const field = column.field!;
      const read = readerOf(signal, column);
      if (signal !== 'tracing' && correlated.has(field)) {
        return { name, form, shared: correlationOf, value: payload => read(correlationOf(payload)?.[field]) };
      }
      if (field === 'labels') return { name, form, shared: labelsOf, value: payload => read(payload.labels) };
      const key = (signal === 'tracing' && SPAN_NAMES[field]) || field;
      if (field === 'endedAt') return { name, form, value: payload => read(endOf(payload)) };
      return { name, form, value: payload => read(payload[key]) };
    });
}

/** The end of a span; an event span without one ends when it starts. */
export function endOf(span: Payload): unknown {
  return span.endTime ?? (span.isEvent === true ? span.startTime : undefined);
}

function readerOf(signal: Signal, { field: name, kind }: Column): (value: unknown) => unknown {
  const field = RECORD_FIELDS[signal].find(one => one.name === name)!;
  const reader = name === 'metadata' ? metadataMap : fieldReader(field);
  const read = (value: unknown) => {
    const own = value === undefined || value === null ? undefined : reader(value);
    if (own === refused || (own === undefined && field.required)) throw new UnusablePayload(name!);
    return own;
  };
  return kind === 'scalar' ? value => String(read(value)) : read;
}

const derivers = {
  inputTokens: (span: Payload) => tokensOf(span)?.inputTokens,
  outputTokens: (span: Payload) => tokensOf(span)?.outputTokens,
  valueNumber: (feedback: Payload) => (typeof feedback.value === 'number' ? feedback.value + 0 : undefined),
  entry: () => undefined,
} as const;

function tokensOf({ type, attributes }: Payload) {
  if (type !== SESSION_USAGE_SPAN_TYPE || attributes === undefined || attributes === null) return undefined;
  return usageTokens(JSON.parse(canonicalJson(attributes)));
}

/** A map from each key to the canonical JSON of its value, keys in order; `refused` for anything but an object. */
function metadataMap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused;
  const metadata = (
    typeof (value as Payload).toJSON === 'function' ? JSON.parse(canonicalJson(value)) : value
  ) as Payload;
  const map: Record<string, string> = {};
  let isEmpty = true;
  for (const key of Object.keys(metadata).sort()) {
    const one = metadata[key];
    if (key === '__proto__' || !key.isWellFormed()) throw new UnusablePayload(key);
    const json = jsonOf(one);
    if (json === undefined) continue;
    map[key] = json;
    isEmpty = false;
  }
  return isEmpty ? NO_METADATA_KEYS : map;
}

/** Canonical JSON; `undefined` for what JSON leaves out. */
function jsonOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.toWellFormed());
    case 'boolean':
      return String(value);
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined;
    default:
      return canonicalJson(value);
  }
}
