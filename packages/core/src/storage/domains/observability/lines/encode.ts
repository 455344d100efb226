import type { MastraError } from '../../../../error/index.ts';
import type { ObservabilityEvent, Signal } from '../../../../observability/types/bus.ts';
import { invalidRecord } from '../records/check.ts';
import { payloadOf } from '../records/payload-of.ts';
import { LineWriter } from './line-writer.ts';

/** An event that cannot be written as a line. */
export interface RejectedEvent {
  /** Its place among the events that were given. */
  readonly index: number;
  /** A `bad_row` that names the place and what is wrong. */
  readonly error: MastraError;
}

/** Events of one signal as lines. `lines` and `count` make an `IngestBatch`. */
export interface EncodedLines {
  readonly lines: Uint8Array;
  /** Events in the lines. */
  readonly count: number;
  /** Events that are not in the lines: no event of the signal, nested in themselves, or with a getter that throws. */
  readonly rejected: readonly RejectedEvent[];
}

/**
 * Writes events of one signal as NDJSON from which `decodeLines` makes the same events, whatever they hold. Each line is
 * a record by the names of its fields; correlation and series are written once and referred to. The lines of two calls,
 * one after the other, are lines too. Events that no store takes are written all the same: `ingest` refuses them.
 *
 * @example
 * const { lines, count } = encodeLines('log', events);
 * await store.ingest({ signal: 'log', lines, count });
 */
export function encodeLines(signal: Signal, events: readonly ObservabilityEvent[]): EncodedLines {
  const rejected: RejectedEvent[] = [];
  const writer = new LineWriter(signal, { exact: true });
  for (const [index, event] of events.entries()) {
    try {
      write(writer, signal, event);
    } catch (cause) {
      rejected.push({ index, error: unwritable(signal, index, event, cause) });
    }
  }
  return { lines: writer.finish().lines, count: events.length - rejected.length, rejected };
}

function write(writer: LineWriter, signal: Signal, event: ObservabilityEvent): void {
  if (!payloadOf(signal, event)) throw new TypeError(`no event of the signal ${signal}`);
  let isWritten = false;
  try {
    isWritten = writer.addEvent(event);
  } catch {
    // What JSON cannot hold may be written in the exact form.
  }
  if (!isWritten) writer.addUnstorable(event);
}

function unwritable(signal: Signal, index: number, event: unknown, cause: unknown): MastraError {
  return invalidRecord({ signal, index }, 'the event', event, `a ${signal} event that can be written as JSON`, cause);
}
