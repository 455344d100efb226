import type { SignalRows } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import type { Session } from '../../engine/session.ts';
import { exactText, moment, raw, sql } from '../../engine/sql.ts';
import { TABLES, type Table } from './columns.ts';
import type { Context, EventSignal } from './context.ts';
import { type Derive, encode, type Lines, lineEncoder, prepare } from './encode.ts';
import { insertFrom, type LoadFile, loadFile } from './load.ts';
import type { UnseenIds } from './unseen-ids.ts';

type EventRow = { readonly timestamp: number };

/** A copy of a record is looked for around the record's time, so far in both directions: a copy has the same time. */
const COPY_WINDOW_MS = 86_400_000;

const valueNumber: Derive<object> = row => {
  const { value } = row as { readonly value: unknown };
  return typeof value === 'number' ? String(value) : 'null';
};

const itself = (row: object) => row;

const encoders = {
  log: lineEncoder(TABLES.log, itself),
  metric: lineEncoder(TABLES.metric, itself),
  score: lineEncoder(TABLES.score, itself),
  feedback: lineEncoder(TABLES.feedback, itself, { value_number: valueNumber }),
} as const;

/**
 * Writes the records that are not there yet. Checks and text are made before the queue, so that one batch is encoded
 * while the engine takes in another.
 */
export async function writeEvents<S extends EventSignal>(
  { db, unseen }: Context,
  signal: S,
  idField: keyof SignalRows[S] & string,
  records: Parameters<typeof prepare<S>>[1],
): Promise<void> {
  const byId = new Map<string, SignalRows[S]>();
  for (const row of await prepare(signal, records)) {
    const id = row[idField] as string;
    if (!byId.has(id)) byId.set(id, row);
  }
  if (byId.size === 0) return;
  const ids = [...byId.keys()];
  const rows = [...byId.values()];
  const [from, to] = timesOf(rows as readonly EventRow[]);
  await withFile(db, rows, encoders[signal], file =>
    db.write(async session => {
      const known = await storedIds(session, TABLES[signal], unseen[signal], ids, [from, to]);
      if (known.length === ids.length) return;
      unseen[signal].add(ids);
      const isKnown = sql`list_contains(${known}, ${raw(TABLES[signal].keys[0]!)})`;
      await session.run(insertFrom(TABLES[signal], file, known.length === 0 ? undefined : isKnown));
    }),
  );
}

/** Those of the ids that the table holds. */
async function storedIds(
  session: Session,
  table: Table,
  unseen: UnseenIds,
  ids: readonly string[],
  [from, to]: readonly [number, number],
): Promise<readonly string[]> {
  const name = raw(table.name);
  const id = raw(table.keys[0]!);
  const suspects = await unseen.suspects(ids, async prefix => {
    // '.' comes right after the '-' that ends the prefix.
    const end = `${prefix.slice(0, -1)}.`;
    const found = await session.rows(sql`SELECT 1 FROM ${name} WHERE ${id} >= ${prefix} AND ${id} < ${end} LIMIT 1`);
    return found.length === 0;
  });
  if (suspects.length === 0) return [];
  const found = await session.rows(
    sql`SELECT ${raw(exactText(`t.${table.keys[0]}`))} AS id FROM (SELECT unnest(${suspects}) AS id) given JOIN ${name} t ON t.${id} = given.id WHERE t.timestamp BETWEEN ${moment(from - COPY_WINDOW_MS)} AND ${moment(to + COPY_WINDOW_MS)}`,
  );
  return found.map(row => row.id as string);
}

function timesOf(rows: readonly EventRow[]): readonly [number, number] {
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
  lines: () => Lines<R>,
  task: (file: LoadFile) => Promise<T>,
): Promise<T> {
  const encoded = await encode(rows, lines());
  const path = await db.file(encoded.parts);
  try {
    return await task(loadFile(path, encoded));
  } finally {
    await db.dropFile(path);
  }
}
