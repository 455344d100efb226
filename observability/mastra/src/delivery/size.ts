import type { AnyExportedSpan, ObservabilityEvent, Signal } from '@mastra/core/observability';
import { SpanSnapshot } from '../spans/exported.ts';

/** What an event takes up beside its texts. No event is counted with less. */
export const FRAME_BYTES = 256;
const MAX_DEPTH = 64;

/** Estimated bytes that an event holds in memory: known for spans of our own, counted for everything else. */
export function sizeOfEvent(event: ObservabilityEvent): number {
  switch (event.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error':
      return sizeOfSpan(event.exportedSpan);
    case 'log':
      return FRAME_BYTES + sizeOf(event.log, 0);
    case 'metric':
      return FRAME_BYTES + sizeOf(event.metric, 0);
    case 'score':
      return FRAME_BYTES + sizeOf(event.score, 0);
    case 'feedback':
      return FRAME_BYTES + sizeOf(event.feedback, 0);
  }
}

function sizeOfSpan(span: AnyExportedSpan): number {
  const captured = SpanSnapshot.bytesOf(span);
  return captured === undefined ? FRAME_BYTES + sizeOf(span, 0) : captured;
}

/** Estimated bytes of a value and everything in it, keys included. What is nested too deeply for any event counts little. */
export function sizeOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return 8;
  let bytes = 16;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) bytes += 8 + sizeOf(value[i], depth + 1);
    return bytes;
  }
  if (ArrayBuffer.isView(value)) return bytes + value.byteLength;
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) bytes += key.length + sizeOf(item, depth + 1);
  }
  return bytes;
}

/** Whether this is an event of the signal, as far as it has to be for the pipeline to carry it. */
export function isEventOf(signal: Signal, event: ObservabilityEvent): boolean {
  switch (signal) {
    case 'tracing':
      return 'exportedSpan' in event && isObject(event.exportedSpan) && SPAN_EVENTS.has(event.type);
    case 'log':
      return event.type === 'log' && isObject(event.log);
    case 'metric':
      return event.type === 'metric' && isObject(event.metric);
    case 'score':
      return event.type === 'score' && isObject(event.score);
    case 'feedback':
      return event.type === 'feedback' && isObject(event.feedback);
    default:
      return false;
  }
}

const SPAN_EVENTS: ReadonlySet<string> = new Set(['span.started', 'span.updated', 'span.ended', 'span.error']);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
