import { setImmediate as turn } from 'node:timers/promises';
import type { Signal } from '@mastra/core/observability';
import { type FieldKind, prepareRecords, type SignalRows } from '@mastra/core/storage';
import type { Column, Table } from './columns.ts';

/** Records prepared or encoded between two turns of the event loop: some milliseconds. */
const SLICE = 256;

type Values = Readonly<Record<string, unknown>>;

/** Lines for the engine, in parts that are written one after the other. */
export interface Encoded {
  readonly parts: readonly Uint8Array[];
  /** The length of the longest line, in bytes at most. */
  readonly longest: number;
  /** The columns that at least one of the lines has. */
  readonly columns: readonly Column[];
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

/** What a column holds of an item that has no field for it, as JSON text. */
export type Derive<T> = (item: T) => string;

/** The name of a column in load files. It is short, as every line repeats it. */
export function loadKey(table: Table, column: Column): string {
  return table.columns.indexOf(column).toString(36);
}

/** How the items of one batch become lines. */
export interface Lines<T> {
  /** One JSON object by the keys of the columns, absent fields left out. */
  line(item: T): string;
  /** The columns that at least one line has had so far. */
  columns(): readonly Column[];
}

/**
 * Makes the lines of one batch after the other, of items that have their row where `rowOf` says. Neighbours share most
 * of their texts, so each column keeps the piece of line that it wrote last.
 */
export function lineEncoder<T extends object>(
  table: Table,
  rowOf: (item: T) => object,
  derived: Readonly<Record<string, Derive<T>>> = {},
): () => Lines<T> {
  const fields = table.columns
    .filter(column => column.field !== null)
    .map((column, i) => ({
      field: column.field!,
      // The first column is a key: every line has it.
      prefix: `${i === 0 ? '{' : ','}"${loadKey(table, column)}":`,
      write: writers[column.kind],
    }));
  const others = table.columns
    .filter(column => column.name in derived)
    .map(column => ({ prefix: `,"${loadKey(table, column)}":`, derive: derived[column.name]! }));
  return () => {
    const values: unknown[] = fields.map(() => undefined);
    const pieces = fields.map(() => '');
    return {
      line: item => {
        const row = rowOf(item) as Values;
        let line = '';
        for (let i = 0; i < fields.length; i++) {
          const { field, prefix, write } = fields[i]!;
          const value = row[field];
          if (value === undefined) continue;
          if (value !== values[i]) {
            values[i] = value;
            pieces[i] = prefix + write(value);
          }
          line += pieces[i];
        }
        for (const { prefix, derive } of others) line += prefix + derive(item);
        return `${line}}\n`;
      },
      columns: () => {
        const present = new Set(fields.filter((_, i) => values[i] !== undefined).map(({ field }) => field));
        return table.columns.filter(({ name, field }) => (field === null ? name in derived : present.has(field)));
      },
    };
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

/** Makes lines of the items, with turns of the event loop in between. */
export async function encode<T>(items: readonly T[], lines: Lines<T>): Promise<Encoded> {
  const parts: Uint8Array[] = [];
  let longest = 0;
  for (let start = 0; start < items.length; start += SLICE) {
    if (start > 0) await turn();
    const end = Math.min(start + SLICE, items.length);
    let text = '';
    for (let i = start; i < end; i++) {
      const line = lines.line(items[i]!);
      if (line.length > longest) longest = line.length;
      text += line;
    }
    parts.push(Buffer.from(text));
  }
  // A UTF-16 unit is three bytes at most.
  return { parts, longest: longest * 3, columns: lines.columns() };
}
