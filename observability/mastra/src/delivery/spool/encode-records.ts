import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import { decodeLines, encodeLines } from '@mastra/core/storage';
import type { RefusedEvent } from '../quarantine.ts';
import type { QueuedEvent } from '../queued-event.ts';
import { encodeRecord, type RecordKind } from './record.ts';

/** Events as they are written together. */
export interface EncodedRecord {
  readonly kind: RecordKind;
  readonly signal: Signal;
  readonly bytes: Buffer;
  /** One for each line. */
  readonly events: readonly QueuedEvent[];
}

/** Makes a record of each run of events of one signal. What cannot be text is left out: it is for the destination to refuse. */
export function encodeRecords(kind: 'e' | 'a' | 'r', events: readonly QueuedEvent[], at: number): EncodedRecord[] {
  const records: EncodedRecord[] = [];
  for (let from = 0; from < events.length; ) {
    const { signal } = events[from]!;
    let end = from + 1;
    while (end < events.length && events[end]!.signal === signal) end++;
    const run = events.slice(from, end);
    const { lines, rejected } = encodeLines(
      signal,
      run.map(one => one.event),
    );
    const left = new Set(rejected.map(({ index }) => index));
    const written = left.size === 0 ? run : run.filter((_, index) => !left.has(index));
    if (written.length > 0) {
      const weights = written.map(one => one.weight);
      records.push({ kind, signal, bytes: encodeRecord({ kind, signal, at, weights }, lines), events: written });
    }
    from = end;
  }
  return records;
}

/** `undefined` for what cannot be text: it stays where it was, and is refused again by the next process. */
export function encodeRefusal({ event, refusal }: RefusedEvent, at: number): EncodedRecord | undefined {
  const { signal, weight } = event;
  const { lines, count } = encodeLines(signal, [event.event]);
  if (count === 0) return undefined;
  const body = Buffer.from(`${JSON.stringify({ ...refusal, event: Buffer.from(lines).toString() })}\n`);
  return {
    kind: 'q',
    signal,
    bytes: encodeRecord({ kind: 'q', signal, at, weights: [weight] }, body),
    events: [event],
  };
}

/** @throws SyntaxError for a line that is no refusal */
export function decodeRefusal(
  signal: Signal,
  line: Buffer,
): { readonly reason: string; readonly at: Date; readonly event: ObservabilityEvent } {
  const { reason, at, event } = JSON.parse(line.toString()) as { reason: string; at: string; event: string };
  return { reason, at: new Date(at), event: decodeLines(signal, Buffer.from(event))[0]! };
}
