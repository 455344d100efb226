import type { MastraError } from '../../../../error/index.ts';
import type { ObservabilityEvent, Signal } from '../../../../observability/types/bus.ts';
import { invalidRecord } from '../records/check.ts';
import { payloadOf } from '../records/payload-of.ts';
import { tagged } from './exact.ts';

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
 * Writes events of one signal as NDJSON from which `decodeLines` makes the same events, whatever they hold. The lines
 * of two calls, one after the other, are lines too.
 *
 * @example
 * const { lines, count } = encodeLines('log', events);
 * await store.ingest({ signal: 'log', lines, count });
 */
export function encodeLines(signal: Signal, events: readonly ObservabilityEvent[]): EncodedLines {
  const rejected: RejectedEvent[] = [];
  const lines: string[] = [];
  for (const [index, event] of events.entries()) {
    try {
      if (!payloadOf(signal, event)) throw new TypeError(`no event of the signal ${signal}`);
      lines.push(`${JSON.stringify(tagged(event))}\n`);
    } catch (cause) {
      rejected.push({ index, error: unwritable(signal, index, event, cause) });
    }
  }
  return { lines: Buffer.from(lines.join('')), count: lines.length, rejected };
}

function unwritable(signal: Signal, index: number, event: unknown, cause: unknown): MastraError {
  return invalidRecord({ signal, index }, 'the event', event, `a ${signal} event that can be written as JSON`, cause);
}
