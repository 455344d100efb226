import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import { decodeEvent, encodeEvent } from './codec.ts';

/** Events of one signal as lines, and which of them could not be written as one. */
export function encodeLines(
  _signal: Signal,
  events: readonly ObservabilityEvent[],
): { readonly lines: Buffer; readonly count: number; readonly rejected: readonly { readonly index: number }[] } {
  const rejected: { index: number }[] = [];
  const lines: string[] = [];
  for (const [index, event] of events.entries()) {
    try {
      lines.push(`${encodeEvent(event)}\n`);
    } catch {
      rejected.push({ index });
    }
  }
  return { lines: Buffer.from(lines.join('')), count: lines.length, rejected };
}

export function decodeLines(_signal: Signal, lines: Buffer): ObservabilityEvent[] {
  return lines.toString().split('\n').slice(0, -1).map(decodeEvent);
}
