import { SIGNALS, type Signal } from '../../../../observability/types/bus.ts';
import type { Change, ChangesResult, ListChangesArgs } from '../args/index.ts';
import { RECORD_KEYS } from '../records/index.ts';
import { changesResult, planChanges } from '../shared/index.ts';
import { matches } from './matches.ts';
import { rowsOf, type Tables } from './tables.ts';

const STORE = 'memory';

interface Written extends Change {
  readonly number: number;
}

export function listChanges(tables: Tables, args: ListChangesArgs | undefined): ChangesResult {
  const { signals, since, limit, conditions } = planChanges(STORE, args);
  const all = SIGNALS.filter(signal => signals.includes(signal)).flatMap(signal => writtenRows(tables, signal));
  const after = since === null ? 0 : 'at' in since ? before(all, since.at, tables) : Number(since.position.number);
  const later = all.filter(({ number, row }) => number > after && matches(row, conditions));
  const page = later.sort((a, b) => a.number - b.number).slice(0, limit);
  const changes = page.map(({ number: _, row: __, ...change }): Change => change);
  const last = page.length < limit ? tables.writes.count : page.at(-1)!.number;
  return changesResult(STORE, changes, { number: last });
}

type Row = { readonly [field: string]: unknown };

function writtenRows(tables: Tables, signal: Signal): (Written & { readonly row: Row })[] {
  return Array.from(rowsOf(tables, signal) as Iterable<Row>, row => ({
    signal,
    id: row[RECORD_KEYS[signal].at(-1)!] as string,
    ...(row.traceId !== undefined && { traceId: row.traceId as string }),
    at: new Date((row.endedAt ?? row.startedAt ?? row.timestamp) as number),
    number: tables.writes.numberOf(row),
    row,
  }));
}

/** The number before the first write of a record that is not older than this moment. */
function before(rows: readonly Written[], at: number, tables: Tables): number {
  const numbers = rows.filter(row => row.at.getTime() >= at).map(({ number }) => number);
  return numbers.reduce((a, b) => Math.min(a, b), tables.writes.count + 1) - 1;
}
