import { MastraError } from '../../../../error/index.ts';
import type { ObservabilityEvent, Signal } from '../../../../observability/types/bus.ts';
import { payloadOf } from '../records/payload-of.ts';
import { untagged } from './exact.ts';

const NEWLINE = 0x0a;

/**
 * The events that `encodeLines` has written.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_LINES_INVALID` (a `bad_row`) for text that is something else, or cut off.
 */
export function decodeLines(signal: Signal, lines: Uint8Array): ObservabilityEvent[] {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  const events: ObservabilityEvent[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end < 0) throw invalidLines(signal, events.length, 'the last line has no end');
    events.push(decodeLine(signal, bytes.toString('utf8', from, end), events.length));
    from = end + 1;
  }
  return events;
}

function decodeLine(signal: Signal, line: string, index: number): ObservabilityEvent {
  let event: ObservabilityEvent | undefined;
  try {
    event = untagged(JSON.parse(line)) as ObservabilityEvent;
  } catch (error) {
    throw invalidLines(signal, index, 'it is no JSON', error);
  }
  if (!payloadOf(signal, event)) throw invalidLines(signal, index, `it is no event of the signal ${signal}`);
  return event;
}

function invalidLines(signal: Signal, index: number, what: string, cause?: unknown): MastraError {
  return new MastraError({
    code: 'OBSERVABILITY_STORAGE_LINES_INVALID',
    domain: 'STORAGE',
    message: `Line ${index} of a batch of ${signal} lines cannot be read: ${what}. Give lines that encodeLines() has written, whole and unchanged.`,
    cause,
    details: { failure: 'bad_row', signal, index },
  });
}
