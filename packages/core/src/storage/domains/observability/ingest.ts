import { setImmediate as turn } from 'node:timers/promises';
import type { ObservabilityEvent, Signal } from '../../../observability/types/bus.ts';
import { decodeLines } from './lines/index.ts';
import { invalidRecord } from './records/check.ts';
import { payloadOf } from './records/payload-of.ts';
import { type EventRecords, recordOf } from './records/record-of.ts';

/**
 * Events of one signal on their way into a store: as objects, or as the NDJSON that `encodeLines` makes of them, which
 * may come from a file or from another process.
 */
export type IngestBatch =
  | { readonly signal: Signal; readonly events: readonly ObservabilityEvent[] }
  | { readonly signal: Signal; readonly lines: Uint8Array; readonly count: number };

export interface IngestOptions {
  /** Aborting it gives the write up where that is still possible: it may be stored all the same. */
  readonly signal?: AbortSignal;
}

/** Records made between two turns of the event loop: about a millisecond. */
const SLICE = 256;

/** What a store writes records by. */
interface RecordWriter {
  batchCreateSpans(args: { readonly records: readonly EventRecords['tracing'][] }): Promise<void>;
  batchCreateLogs(args: { readonly logs: readonly EventRecords['log'][] }): Promise<void>;
  batchCreateMetrics(args: { readonly metrics: readonly EventRecords['metric'][] }): Promise<void>;
  batchCreateScores(args: { readonly scores: readonly EventRecords['score'][] }): Promise<void>;
  batchCreateFeedback(args: { readonly feedbacks: readonly EventRecords['feedback'][] }): Promise<void>;
}

/** Writes a batch by means of the store's `batchCreate…` methods. */
export async function ingestRecords(
  store: RecordWriter,
  batch: IngestBatch,
  options: IngestOptions = {},
): Promise<void> {
  const events = 'events' in batch ? batch.events : decodeLines(batch.signal, batch.lines);
  const records = await recordsOf(batch.signal, events);
  options.signal?.throwIfAborted();
  switch (batch.signal) {
    case 'tracing':
      return store.batchCreateSpans({ records: records as EventRecords['tracing'][] });
    case 'log':
      return store.batchCreateLogs({ logs: records as EventRecords['log'][] });
    case 'metric':
      return store.batchCreateMetrics({ metrics: records as EventRecords['metric'][] });
    case 'score':
      return store.batchCreateScores({ scores: records as EventRecords['score'][] });
    case 'feedback':
      return store.batchCreateFeedback({ feedbacks: records as EventRecords['feedback'][] });
  }
}

async function recordsOf(signal: Signal, events: readonly ObservabilityEvent[]): Promise<EventRecords[Signal][]> {
  const records: EventRecords[Signal][] = [];
  for (const [index, event] of events.entries()) {
    if (index > 0 && index % SLICE === 0) await turn();
    if (!payloadOf(signal, event)) throw invalidRecord({ signal, index }, 'the event', event, `a ${signal} event`);
    records.push(recordOf(event));
  }
  return records;
}
