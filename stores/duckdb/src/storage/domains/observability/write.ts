import type { ObservabilityEvent } from '@mastra/core/observability';
import { payloadOf, RECORD_KEYS, type SignalRows, type WrittenLines, wellFormed } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import type { Session } from '../../engine/session.ts';
import { exactText, moment, raw, sql, unnested } from '../../engine/sql.ts';
import { TABLES, type Table } from './columns.ts';
import type { Context, EventSignal } from './context.ts';
import { type Derived, insertFrom, type LoadFile } from './load.ts';
import { type Item, itemsOfEvents, itemsOfRecords, linesOf } from './prepared.ts';
import type { UnseenIds } from './unseen-ids.ts';

/** What the store has to know of a record that never changes. */
interface EventHead {
  readonly id: string;
  readonly timestamp: number;
}

/** A copy of a record is looked for around the record's time, so far in both directions: a copy has the same time. */
const COPY_WINDOW_MS = 86_400_000;

const DERIVED: Readonly<Record<EventSignal, Derived>> = {
  log: {},
  metric: {},
  score: {},
  feedback: {
    value_number: raw(`CASE WHEN json_type(given."value") <> 'VARCHAR' THEN given."value"::DOUBLE END`),
  },
};

/** Writes the records that are not there yet. */
export async function writeRecords<S extends EventSignal>(
  context: Context,
  signal: S,
  records: Parameters<typeof itemsOfRecords<S, EventHead>>[1],
): Promise<void> {
  const id = RECORD_KEYS[signal][0] as keyof SignalRows[S];
  const items = await itemsOfRecords(signal, records, row => headOfRow(row, id));
  await write(context, signal, items);
}

/** The same for events. */
export async function writeEvents<S extends EventSignal>(
  context: Context,
  signal: S,
  events: readonly ObservabilityEvent[],
): Promise<void> {
  const id = RECORD_KEYS[signal][0]!;
  const items = await itemsOfEvents(
    signal,
    events,
    event => headOf(signal, event, id),
    row => headOfRow(row, id as keyof SignalRows[S]),
  );
  await write(context, signal, items);
}

function headOf(signal: EventSignal, event: ObservabilityEvent, idField: string): EventHead | undefined {
  const payload = payloadOf(signal, event) as Readonly<Record<string, unknown>> | undefined;
  const id = payload?.[idField];
  const timestamp = payload?.timestamp;
  if (typeof id !== 'string' || id === '' || !(timestamp instanceof Date)) return undefined;
  return { id: wellFormed(id), timestamp: timestamp.getTime() };
}

function headOfRow<R>(row: R, id: keyof R): EventHead {
  return { id: row[id] as string, timestamp: (row as { readonly timestamp: number }).timestamp };
}

/** Checks and lines are made before the queue, so that one batch is written while the engine takes in another. */
async function write(
  { db, unseen, definitions }: Context,
  signal: EventSignal,
  items: readonly Item<EventHead>[],
): Promise<void> {
  const byId = new Map<string, Item<EventHead>>();
  for (const item of items) if (!byId.has(item.head.id)) byId.set(item.head.id, item);
  if (byId.size === 0) return;
  const ids = [...byId.keys()];
  const range = timesOf(byId.values());
  await withFile(db, await linesOf(signal, byId.values()), file =>
    db.write(async session => {
      const known = await storedIds(session, TABLES[signal], unseen[signal], ids, range);
      if (known.length === ids.length) return;
      unseen[signal].add(ids);
      const isKnown = sql`list_contains(${known}, given.${raw(`"${RECORD_KEYS[signal][0]}"`)})`;
      await definitions.within(session, file.written, async (...numbered) => {
        await session.run(
          insertFrom(TABLES[signal], file, numbered, DERIVED[signal], known.length === 0 ? undefined : isKnown),
        );
      });
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
  const name = raw(table.rows);
  const id = raw(table.keys[0]!);
  const suspects = await unseen.suspects(ids, async prefix => {
    // '.' comes right after the '-' that ends the prefix.
    const end = `${prefix.slice(0, -1)}.`;
    const found = await session.rows(sql`SELECT 1 FROM ${name} WHERE ${id} >= ${prefix} AND ${id} < ${end} LIMIT 1`);
    return found.length === 0;
  });
  if (suspects.length === 0) return [];
  const found = await session.rows(
    sql`SELECT ${raw(exactText(`t.${table.keys[0]}`))} AS id FROM (SELECT ${unnested(suspects)} AS id) given JOIN ${name} t ON t.${id} = given.id WHERE t.timestamp BETWEEN ${moment(from - COPY_WINDOW_MS)} AND ${moment(to + COPY_WINDOW_MS)}`,
  );
  return found.map(row => row.id as string);
}

function timesOf(items: Iterable<Item<EventHead>>): readonly [number, number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { head } of items) {
    if (head.timestamp < from) from = head.timestamp;
    if (head.timestamp > to) to = head.timestamp;
  }
  return [from, to];
}

/** Writes lines into a load file for the task, and removes it afterwards. */
export async function withFile<T>(
  db: Database,
  written: WrittenLines,
  task: (file: LoadFile) => Promise<T>,
): Promise<T> {
  const path = await db.file([written.lines]);
  try {
    return await task({ path, written });
  } finally {
    await db.dropFile(path);
  }
}
