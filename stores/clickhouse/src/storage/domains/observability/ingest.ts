import { setImmediate as turn } from 'node:timers/promises';
import { MastraError } from '@mastra/core/error';
import type { ObservabilityEvent, Signal, TracingEvent } from '@mastra/core/observability';
import {
  decodeLines,
  type IngestBatch,
  type IngestOptions,
  payloadOf,
  prepareRecords,
  RECORD_KEYS,
  recordOf,
  type SpanRow,
} from '@mastra/core/storage';
import type { InsertColumn } from '../../engine/encode/forms.ts';
import { pacedEach } from '../../engine/encode/paced.ts';
import type { Context } from './context.ts';
import { endOf, eventColumns, type Payload, UnusablePayload } from './event-columns.ts';
import { type EndedSpan, storeSpans } from './span-writes.ts';
import { spanKey } from './stored-spans.ts';
import { type EventSignal, writeRows } from './write.ts';

/** Bytes of lines that are read between two turns of the event loop. */
const SLICE_BYTES = 128 * 1024;
const NEWLINE = 0x0a;

/** The events of a batch. */
export async function eventsOf(batch: IngestBatch): Promise<readonly ObservabilityEvent[]> {
  if ('events' in batch) return batch.events;
  const { signal, lines } = batch;
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  const events: ObservabilityEvent[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, Math.min(bytes.length - 1, from + SLICE_BYTES));
    const end = newline < 0 ? bytes.length : newline + 1;
    for (const event of decodeLines(signal, bytes.subarray(from, end))) events.push(event);
    from = end;
    await turn();
  }
  return events;
}

/**
 * Writes events without making records of them: from what they carry straight into columns.
 *
 * @returns false, with nothing stored, where an event holds what a record may not: then the records have to be checked.
 */
export async function ingestEvents(
  context: Context,
  signal: Signal,
  events: readonly ObservabilityEvent[],
  options: IngestOptions,
): Promise<boolean> {
  try {
    if (signal === 'tracing') await ingestSpans(context, events as readonly TracingEvent[], options);
    else await ingestRows(context, signal, events, options);
    return true;
  } catch (error) {
    if (MastraError.is(error) || options.signal?.aborted) throw error;
    // An UnusablePayload, what JSON cannot hold, or what a getter of the event has thrown.
    return false;
  }
}

const columns: Readonly<Record<EventSignal, readonly InsertColumn<Payload>[]>> = {
  log: eventColumns('log'),
  metric: eventColumns('metric'),
  score: eventColumns('score'),
  feedback: eventColumns('feedback'),
};

async function ingestRows(
  context: Context,
  signal: EventSignal,
  events: readonly ObservabilityEvent[],
  options: IngestOptions,
): Promise<void> {
  const idField = RECORD_KEYS[signal][0]!;
  const rows: Payload[] = [];
  await pacedEach(events, event => {
    const payload = carried(signal, event);
    textOf(payload, idField);
    timeOf(payload.timestamp);
    rows.push(payload);
  });
  await writeRows(context, signal, {
    rows,
    columns: columns[signal],
    idOf: row => row[idField] as string,
    timeOf: row => (row.timestamp as Date).getTime(),
    abortSignal: options.signal,
  });
}

/** An ended span with what it is written from. */
interface SpanPayload extends EndedSpan {
  readonly span: Payload;
}

const spanColumns: readonly InsertColumn<SpanPayload>[] = eventColumns('tracing').map(({ value, ...column }) => ({
  name: column.name,
  form: column.form,
  value: row => value(row.span),
}));

async function ingestSpans(context: Context, events: readonly TracingEvent[], options: IngestOptions): Promise<void> {
  const latest = new Map<string, TracingEvent>();
  const ended = new Map<string, SpanPayload>();
  await pacedEach(events, event => {
    const span = carried('tracing', event);
    const [traceId, spanId] = [textOf(span, 'traceId'), textOf(span, 'id')];
    const key = spanKey(traceId, spanId);
    if (ended.has(key)) return;
    latest.set(key, event);
    if (endOf(span) === undefined || endOf(span) === null) return;
    const parentSpanId = (span.parentSpanId as string | null | undefined) || undefined;
    ended.set(key, { traceId, spanId, parentSpanId, startedAt: timeOf(span.startTime), span });
  });
  const running: SpanRow[] = [];
  await pacedEach(latest, ([key, event]) => {
    if (!ended.has(key)) running.push(runningRow(event));
  });
  await storeSpans(context, [...ended.values()], spanColumns, running, options.signal);
}

function runningRow(event: TracingEvent): SpanRow {
  try {
    return prepareRecords('tracing', [recordOf(event)])[0]!;
  } catch {
    // The error would name a place in a call of one record.
    throw new UnusablePayload('a running span');
  }
}

function carried(signal: Signal, event: ObservabilityEvent): Payload {
  const payload = payloadOf(signal, event);
  if (payload === undefined) throw new UnusablePayload(signal);
  return payload as Payload;
}

function textOf(payload: Payload, name: string): string {
  const text = payload[name];
  if (typeof text !== 'string' || text === '' || !text.isWellFormed()) throw new UnusablePayload(name);
  return text;
}

function timeOf(value: unknown): number {
  const ms = value instanceof Date ? value.getTime() : Number.NaN;
  if (ms >= 0 && ms < Number.POSITIVE_INFINITY) return ms;
  throw new UnusablePayload('a date');
}
