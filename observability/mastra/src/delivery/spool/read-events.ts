import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import { priorityOf } from '../priority.ts';
import { QueuedEvent } from '../queued-event.ts';
import { FRAME_BYTES } from '../size.ts';
import { decodeLines } from './lines.ts';
import { linesOf } from './record.ts';

/** Events that were read from the disk, for those lines that can be read. */
export function queuedEventsOf(signal: Signal, lines: Buffer, weights: readonly number[], now: number): QueuedEvent[] {
  const events: QueuedEvent[] = [];
  let index = 0;
  for (const line of linesOf(lines)) {
    const weight = weights[index++]!;
    const event = readEvent(signal, line);
    if (event) events.push(queuedEvent(signal, event, weight, line.length, now));
  }
  return events;
}

export function queuedEvent(
  signal: Signal,
  event: ObservabilityEvent,
  weight: number,
  bytes: number,
  now: number,
): QueuedEvent {
  return new QueuedEvent(signal, event, weight, bytes + FRAME_BYTES, priorityOf(event), now, undefined);
}

/** The event of a line; `undefined` for a line that is none. */
export function readEvent(signal: Signal, line: Buffer): ObservabilityEvent | undefined {
  try {
    return decodeLines(signal, line)[0];
  } catch {
    return undefined;
  }
}
