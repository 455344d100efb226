import { setImmediate as turn } from 'node:timers/promises';
import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import {
  LineWriter,
  prepareRecord,
  prepareRecords,
  recordOf,
  type SignalRows,
  type WrittenLines,
} from '@mastra/core/storage';

/** How long lines are made between two turns of the event loop, in milliseconds. */
const SLICE_MS = 4;
/** Records that are looked at before the clock is. */
const STEP = 32;

/** A record on its way into a load file: an event, which is written as it is, or a row. */
export interface Item<H> {
  /** What the store has to know of it. */
  readonly head: H;
  /** Its place in the call, for the error that names it. */
  readonly index: number;
  readonly event?: ObservabilityEvent;
  readonly row?: object;
}

/** Finds the head of an event or of a row; `undefined` where it has to be checked as a record first. */
export type HeadOf<H> = (event: ObservabilityEvent) => H | undefined;

/**
 * The items of a batch of events, in order. An event that cannot be taken as it is becomes a row, and the error for one
 * that can never be stored names its place.
 */
export async function itemsOfEvents<S extends Signal, H>(
  signal: S,
  events: readonly ObservabilityEvent[],
  headOf: HeadOf<H>,
  headOfRow: (row: SignalRows[S]) => H,
): Promise<Item<H>[]> {
  const items: Item<H>[] = [];
  await inTurns(events, (event, index) => {
    const head = headOf(event);
    if (head !== undefined) items.push({ head, index, event });
    else {
      const row = rowOf(signal, event, index);
      items.push({ head: headOfRow(row), index, row });
    }
  });
  return items;
}

/** The same for records, which are all checked. */
export async function itemsOfRecords<S extends Signal, H>(
  signal: S,
  records: Parameters<typeof prepareRecords<S>>[1],
  headOfRow: (row: SignalRows[S]) => H,
): Promise<Item<H>[]> {
  if (!Array.isArray(records)) prepareRecords(signal, records);
  const items: Item<H>[] = [];
  await inTurns(records, (record, index) => {
    const row = prepareRecord(signal, record, index);
    items.push({ head: headOfRow(row), index, row });
  });
  return items;
}

/** Writes the lines of the items, each of which is checked by that. */
export async function linesOf<H>(
  signal: Signal,
  items: Iterable<Item<H>>,
  omit: readonly string[] = [],
): Promise<WrittenLines> {
  const writer = new LineWriter(signal, { exact: false, omit });
  await inTurns([...items], ({ event, row, index }) => {
    if (row) writer.addRow(row);
    else if (!isWritten(writer, event!)) writer.addRow(rowOf(signal, event!, index));
  });
  return writer.finish();
}

function isWritten(writer: LineWriter, event: ObservabilityEvent): boolean {
  try {
    return writer.addEvent(event);
  } catch {
    // The record says what is wrong with it.
    return false;
  }
}

/** @throws MastraError for an event that no store takes. */
function rowOf<S extends Signal>(signal: S, event: ObservabilityEvent, index: number): SignalRows[S] {
  const record = typeof event === 'object' && event !== null && carries(signal, event) ? recordOf(event) : event;
  return prepareRecord(signal, record as Parameters<typeof prepareRecord<S>>[1], index);
}

function carries(signal: Signal, event: ObservabilityEvent): boolean {
  return signal === 'tracing'
    ? 'exportedSpan' in event && !!event.exportedSpan
    : event.type === signal && signal in event;
}

async function inTurns<T>(items: readonly T[], task: (item: T, index: number) => void): Promise<void> {
  let since = performance.now();
  for (let i = 0; i < items.length; i++) {
    if (i % STEP === 0 && performance.now() - since >= SLICE_MS) {
      await turn();
      since = performance.now();
    }
    task(items[i]!, i);
  }
}
