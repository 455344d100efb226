import { setImmediate as turn } from 'node:timers/promises';
import type { Signal } from '@mastra/core/observability';
import { prepareRecords, SESSION_USAGE_SPAN_TYPE, type SignalRows, usageTokens } from '@mastra/core/storage';
import type { Column, DerivedKind, Table } from './columns.ts';

/** Records prepared or encoded between two turns of the event loop: some milliseconds. */
const SLICE = 256;

type Values = Readonly<Record<string, unknown>>;

/** Checks the records and copies them into rows, with turns of the event loop in between. */
export async function prepare<S extends Signal>(
  signal: S,
  records: Parameters<typeof prepareRecords<S>>[1],
): Promise<readonly SignalRows[S][]> {
  if (!Array.isArray(records) || records.length <= SLICE) return prepareRecords(signal, records);
  const rows: SignalRows[S][] = [];
  for (let start = 0; start < records.length; start += SLICE) {
    if (start > 0) await turn();
    try {
      for (const row of prepareRecords(signal, records.slice(start, start + SLICE))) rows.push(row);
    } catch {
      // The error counts from the start of what it was given: this one names the record's place in the call.
      return prepareRecords(signal, records);
    }
  }
  return rows;
}

/** Lines of `JSONCompactEachRow`, in parts that are sent one after the other. */
export async function encode<R extends object>(rows: readonly R[], line: (row: R) => string): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < rows.length; start += SLICE) {
    if (start > 0) await turn();
    let text = '';
    for (const row of rows.slice(start, start + SLICE)) text += line(row);
    parts.push(Buffer.from(text));
  }
  return parts;
}

/** Makes a line of a row: the values of the table's columns, then those of `extra`. */
export function lineEncoder<R extends object>(table: Table, extra: (row: R) => string = () => ''): (row: R) => string {
  const cells = table.columns.map(cellEncoder);
  return row => {
    let line = '';
    for (const cell of cells) line += `,${cell(row as Values)}`;
    return `[${line.slice(1)}${extra(row)}]\n`;
  };
}

function cellEncoder({ field, encoding, derived }: Column): (row: Values) => string {
  if (derived) return derivers[derived];
  const write = writers[encoding];
  return row => write(row[field!]);
}

const writers: Readonly<Record<Column['encoding'], (value: unknown) => string>> = {
  text: quoteOrEmpty,
  json: quoteOrEmpty,
  object: quoteOrEmpty,
  date: value => dateText(value as number),
  optionalDate: value => (value === undefined ? 'null' : dateText(value as number)),
  number: String,
  flag: value => (value === true ? 'true' : 'false'),
  tags: value => (value === undefined ? '[]' : JSON.stringify(value)),
  labels: value => JSON.stringify(value),
  scalar: value => JSON.stringify(String(value)),
  map: value => (value === undefined ? '{}' : metadataText(value as string)),
};

const derivers: Readonly<Record<DerivedKind, (row: Values) => string>> = {
  entry: row => (row.isEntry === true ? 'true' : 'false'),
  inputTokens: row => String(tokensOf(row).inputTokens),
  outputTokens: row => String(tokensOf(row).outputTokens),
  valueNumber: row => (typeof row.value === 'number' ? String(row.value) : 'null'),
};

const noTokens = { inputTokens: 0, outputTokens: 0 };

function tokensOf({ spanType, attributes }: Values) {
  if (spanType !== SESSION_USAGE_SPAN_TYPE || typeof attributes !== 'string' || !attributes.includes('"usage"')) {
    return noTokens;
  }
  return usageTokens(JSON.parse(attributes));
}

function quoteOrEmpty(value: unknown): string {
  return value === undefined ? '""' : JSON.stringify(value);
}

/** `"2026-03-01T12:00:00.123"`: the one form that holds for every moment from 1970 on. */
export function dateText(ms: number): string {
  return `"${new Date(ms).toISOString().slice(0, 23)}"`;
}

/** Stands for metadata without keys: no JSON text is empty. */
export const NO_METADATA_KEYS = { '': '' } as const;

/** A map from each key to the JSON text of its value. */
function metadataText(metadata: string): string {
  const entries = Object.entries(JSON.parse(metadata) as Values);
  if (entries.length === 0) return JSON.stringify(NO_METADATA_KEYS);
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(JSON.stringify(value))}`).join(',')}}`;
}
