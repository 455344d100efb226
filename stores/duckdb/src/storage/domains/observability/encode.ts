import { setImmediate as turn } from 'node:timers/promises';
import type { Signal } from '@mastra/core/observability';
import { type FieldKind, prepareRecords, type SignalRows } from '@mastra/core/storage';
import type { Table } from './columns.ts';

/** Records prepared or encoded between two turns of the event loop: some milliseconds. */
const SLICE = 256;

type Values = Readonly<Record<string, unknown>>;

/** Lines for the engine, in parts that are written one after the other. */
export interface Encoded {
  readonly parts: readonly Uint8Array[];
  /** The length of the longest line, in bytes at most. */
  readonly longest: number;
}

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

/** What a column holds of a row that has no field for it, as JSON text. */
export type Derive<R> = (row: R) => string;

/** Makes a line of a row: one JSON object by column names, absent fields left out. */
export function lineEncoder<R extends object>(
  table: Table,
  derived: Readonly<Record<string, Derive<R>>> = {},
): (row: R) => string {
  const fields = table.columns
    .filter(column => column.field !== null)
    .map(({ name, field, kind }) => ({ field: field!, prefix: `,"${name}":`, write: writers[kind] }));
  const others = Object.entries(derived).map(([name, derive]) => ({ prefix: `,"${name}":`, derive }));
  return row => {
    let line = '';
    for (const { field, prefix, write } of fields) {
      const value = (row as Values)[field];
      if (value !== undefined) line += prefix + write(value);
    }
    for (const { prefix, derive } of others) line += prefix + derive(row);
    return `{${line.slice(1)}}\n`;
  };
}

const writers: Readonly<Record<FieldKind, (value: unknown) => string>> = {
  text: value => quote(value as string),
  date: String,
  number: String,
  flag: String,
  json: value => value as string,
  object: value => value as string,
  tags: value => JSON.stringify(value),
  labels: value => JSON.stringify(value),
  scalar: value => quote(String(value)),
};

export function quote(text: string): string {
  return JSON.stringify(text);
}

export async function encode<R>(rows: readonly R[], line: (row: R) => string): Promise<Encoded> {
  const parts: Uint8Array[] = [];
  let longest = 0;
  for (let start = 0; start < rows.length; start += SLICE) {
    if (start > 0) await turn();
    let text = '';
    let longestText = 0;
    for (const row of rows.slice(start, start + SLICE)) {
      const one = line(row);
      if (one.length > longestText) longestText = one.length;
      text += one;
    }
    // A UTF-16 unit is three bytes at most.
    longest = Math.max(longest, longestText * 3);
    parts.push(Buffer.from(text));
  }
  return { parts, longest };
}
