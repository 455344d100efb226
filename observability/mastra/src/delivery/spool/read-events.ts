import { type ObservabilityEvent, SIGNALS, type Signal } from '@mastra/core/observability';
import { decodeLines } from '@mastra/core/storage';
import { priorityOf } from '../priority.ts';
import { type DiskCopy, QueuedEvent } from '../queued-event.ts';
import { sizeOfEvent } from '../size.ts';
import { type IntactLine, isDefinition } from './record.ts';

/** An event that was read from the disk. */
export interface ReadEvent {
  readonly signal: Signal;
  readonly event: ObservabilityEvent;
  /** Its position in its record. */
  readonly index: number;
}

/** The events of lines of one signal, for those that can be read. */
export function eventsOf(signal: Signal, lines: readonly IntactLine[]): readonly ReadEvent[] {
  const positions = lines.flatMap(({ event }) => event ?? []);
  try {
    const events = decodeLines(signal, Buffer.concat(lines.map(({ line }) => line)));
    if (events.length === positions.length) return events.map((event, i) => ({ signal, event, index: positions[i]! }));
  } catch {
    // One of them cannot be read, or refers to a definition that is damaged: the others may be.
  }
  const definitions = lines.filter(({ event }) => event === undefined).map(({ line }) => line);
  return lines.flatMap(({ line, event: index }) => {
    const event = index === undefined ? undefined : readEvent(signal, [...definitions, line]);
    return event === undefined ? [] : [{ signal, event, index: index! }];
  });
}

/** What of bytes without a head are events, of whatever signal; `lost` are lines that look like one and cannot be read. */
export function salvage(lines: Iterable<Buffer>): { readonly events: readonly ReadEvent[]; readonly lost: number } {
  const definitions: Buffer[] = [];
  const events: ReadEvent[] = [];
  let lost = 0;
  for (const line of lines) {
    if (line[0] !== OBJECT) continue;
    if (isDefinition(line)) {
      definitions.push(line);
      continue;
    }
    const found = SIGNALS.map(signal => ({ signal, event: readEvent(signal, [...definitions, line]) })).find(
      one => one.event !== undefined,
    );
    if (found) events.push({ signal: found.signal, event: found.event!, index: events.length + lost });
    else lost++;
  }
  return { events, lost };
}

export function queuedEvent(
  { signal, event }: Omit<ReadEvent, 'index'>,
  weight: number,
  now: number,
  copy?: DiskCopy,
): QueuedEvent {
  return new QueuedEvent(signal, event, weight, sizeOfEvent(event), priorityOf(event), now, copy);
}

const OBJECT = 0x7b;

function readEvent(signal: Signal, lines: readonly Buffer[]): ObservabilityEvent | undefined {
  try {
    return decodeLines(signal, Buffer.concat(lines)).at(-1);
  } catch {
    return undefined;
  }
}
