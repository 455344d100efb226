import type { ObservabilityEvent } from '@mastra/core/observability';
import { SpanSnapshot } from '../spans/exported.ts';

const FRAME_BYTES = 300;

/** Estimated bytes that an event holds in memory: known for spans of our own, counted for everything else. */
export function sizeOfEvent(event: ObservabilityEvent): number {
  switch (event.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error': {
      const span = event.exportedSpan;
      return (
        SpanSnapshot.bytesOf(span) ??
        600 + sizeOf(span.input) + sizeOf(span.output) + sizeOf(span.attributes) + sizeOf(span.metadata)
      );
    }
    case 'log':
      return FRAME_BYTES + event.log.message.length + sizeOf(event.log.data) + sizeOf(event.log.metadata);
    case 'metric':
      return FRAME_BYTES + sizeOf(event.metric.metadata);
    case 'score':
      return FRAME_BYTES + (event.score.reason?.length ?? 0) + sizeOf(event.score.metadata);
    case 'feedback':
      return (
        FRAME_BYTES +
        sizeOf(event.feedback.value) +
        (event.feedback.comment?.length ?? 0) +
        sizeOf(event.feedback.metadata)
      );
  }
}

function sizeOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth > 64) return 8;
  let bytes = 16;
  if (Array.isArray(value)) {
    for (const item of value) bytes += sizeOf(item, depth + 1);
  } else {
    for (const [key, item] of Object.entries(value)) bytes += key.length + 8 + sizeOf(item, depth + 1);
  }
  return bytes;
}
