import type { Signal } from '@mastra/core/observability';
import type { SignalRows } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import { exactText, moment, raw, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import { type Derive, encode, lineEncoder, prepare } from './encode.ts';
import { insertFrom, type LoadFile, loadFile } from './load.ts';

/** The signals whose records are written once and never change. */
export type EventSignal = Exclude<Signal, 'tracing'>;

type EventRow = { readonly timestamp: number };

/** A copy of a record is looked for around the record's time, so far in both directions: a copy has the same time. */
const COPY_WINDOW_MS = 86_400_000;

const valueNumber: Derive<object> = row => {
  const { value } = row as { readonly value: unknown };
  return typeof value === 'number' ? String(value) : 'null';
};

const encoders = {
  log: lineEncoder(TABLES.log),
  metric: lineEncoder(TABLES.metric),
  score: lineEncoder(TABLES.score),
  feedback: lineEncoder(TABLES.feedback, { value_number: valueNumber }),
} as const;

/**
 * Writes the records that are not there yet. Checks and text are made before the queue, so that one batch is encoded
 * while the engine takes in another.
 */
export async function writeEvents<S extends EventSignal>(
  db: Database,
  signal: S,
  idField: keyof SignalRows[S] & string,
  records: Parameters<typeof prepare<S>>[1],
): Promise<void> {
  const rows = new Map<string, SignalRows[S]>();
  for (const row of await prepare(signal, records)) {
    const id = row[idField] as string;
    if (!rows.has(id)) rows.set(id, row);
  }
  if (rows.size === 0) return;
  const ids = [...rows.keys()];
  const [from, to] = span([...rows.values()] as readonly EventRow[]);
  await withFile(db, [...rows.values()], encoders[signal], file =>
    db.write(async session => {
      const table = TABLES[signal];
      const id = raw(table.keys[0]!);
      const stored = await session.rows(
        sql`SELECT ${raw(exactText(`t.${table.keys[0]}`))} AS id FROM (SELECT unnest(${ids}) AS id) given JOIN ${raw(table.name)} t ON t.${id} = given.id WHERE t.timestamp BETWEEN ${moment(from - COPY_WINDOW_MS)} AND ${moment(to + COPY_WINDOW_MS)}`,
      );
      if (stored.length === ids.length) return;
      const known = stored.map(row => row.id as string);
      await session.run(insertFrom(table, file, known.length === 0 ? undefined : sql`list_contains(${known}, ${id})`));
    }),
  );
}

function span(rows: readonly EventRow[]): readonly [number, number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { timestamp } of rows) {
    if (timestamp < from) from = timestamp;
    if (timestamp > to) to = timestamp;
  }
  return [from, to];
}

/** Writes rows into a load file for the task, and removes it afterwards. */
export async function withFile<R, T>(
  db: Database,
  rows: readonly R[],
  line: (row: R) => string,
  task: (file: LoadFile) => Promise<T>,
): Promise<T> {
  const encoded = await encode(rows, line);
  const path = await db.file(encoded.parts);
  try {
    return await task(loadFile(path, encoded));
  } finally {
    await db.dropFile(path);
  }
}
