import type { Signal } from '@mastra/core/observability';
import { prepareRecords, SESSION_USAGE_SPAN_TYPE, type SignalRows, usageTokens } from '@mastra/core/storage';
import type { InsertColumn } from '../../engine/encode/forms.ts';
import { paced } from '../../engine/encode/paced.ts';
import type { Column, DerivedKind, Table } from './columns.ts';

/** Records prepared between two looks at the clock. */
const STEP = 32;

type Values = Readonly<Record<string, unknown>>;

/** Checks the records and copies them into rows, with turns of the event loop in between. */
export async function prepare<S extends Signal>(
  signal: S,
  records: Parameters<typeof prepareRecords<S>>[1],
): Promise<readonly SignalRows[S][]> {
  if (!Array.isArray(records) || records.length <= STEP) return prepareRecords(signal, records);
  const rows: SignalRows[S][] = [];
  try {
    await paced(prepareSteps(signal, records, rows));
  } catch {
    // The error counts from the start of what it was given: this one names the record's place in the call.
    return prepareRecords(signal, records);
  }
  return rows;
}

function* prepareSteps<S extends Signal>(
  signal: S,
  records: Parameters<typeof prepareRecords<S>>[1],
  rows: SignalRows[S][],
): Generator<void, void, void> {
  for (let start = 0; start < records.length; start += STEP) {
    for (const row of prepareRecords(signal, records.slice(start, start + STEP))) rows.push(row);
    yield;
  }
}

/** The columns of a table's rows as inserts write them, but for what depends on the other rows of a batch. */
export function insertColumns<R extends object>(table: Table): readonly InsertColumn<R>[] {
  return table.columns
    .filter(({ derived }) => derived !== 'entry')
    .map(column => ({ name: column.name, form: column.form, value: readerOf(column) }));
}

function readerOf({ field, kind, derived }: Column): (row: object) => unknown {
  if (derived !== null && derived !== 'entry') {
    const derive = derivers[derived];
    return row => derive(row as Values);
  }
  const name = field!;
  if (name === 'metadata') return row => metadataMap((row as Values)[name] as string | undefined);
  if (kind === 'scalar') return row => String((row as Values)[name]);
  return row => (row as Values)[name];
}

const derivers: Readonly<Record<Exclude<DerivedKind, 'entry'>, (row: Values) => unknown>> = {
  inputTokens: row => tokensOf(row)?.inputTokens,
  outputTokens: row => tokensOf(row)?.outputTokens,
  valueNumber: row => (typeof row.value === 'number' ? row.value : undefined),
};

function tokensOf({ spanType, attributes }: Values) {
  if (spanType !== SESSION_USAGE_SPAN_TYPE || typeof attributes !== 'string' || !attributes.includes('"usage"')) {
    return undefined;
  }
  return usageTokens(JSON.parse(attributes));
}

/** Stands for metadata without keys: no JSON text is empty. */
export const NO_METADATA_KEYS = { '': '' } as const;

/** A map from each key to the JSON text of its value. */
function metadataMap(metadata: string | undefined): Readonly<Record<string, string>> | undefined {
  if (metadata === undefined) return undefined;
  const entries = Object.entries(JSON.parse(metadata) as Values);
  if (entries.length === 0) return NO_METADATA_KEYS;
  return Object.fromEntries(entries.map(([key, value]) => [key, JSON.stringify(value)]));
}
