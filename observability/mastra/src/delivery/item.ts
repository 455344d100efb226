import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import type { Slot } from './spool/slot.ts';

/** How much an event is worth when not everything can be kept. The least goes first. */
export const Worth = {
  /** Streamed chunks and debug logs. */
  LOW: 0,
  /** Metrics, info logs, spans that have only begun. */
  ORDINARY: 1,
  /** Spans that have ended, warnings. */
  HIGH: 2,
  /** Errors, root spans, scores and feedback. */
  PROTECTED: 3,
} as const;

export type Worth = (typeof Worth)[keyof typeof Worth];

export const WORTHS: readonly Worth[] = [Worth.LOW, Worth.ORDINARY, Worth.HIGH, Worth.PROTECTED];

/** What waits in a queue: the latest event of one thing, and how many events of the ledger it stands for. */
export interface Item {
  readonly signal: Signal;
  event: ObservabilityEvent;
  /** Events of the ledger that arrive, or do not, together with this one. */
  weight: number;
  /** Estimated bytes of memory. */
  bytes: number;
  worth: Worth;
  /** Position in the order of arrival. */
  seq: number;
  /** When it was accepted, by the monotonic clock. */
  readonly acceptedAt: number;
  /** What the spool knows of it; `undefined` without one. */
  slot: Slot | undefined;
}

/** Whether the item is on the disk, and counted there. */
export function isSpooled(item: Item): boolean {
  return item.slot !== undefined && item.slot.place !== undefined;
}

export function worthOf(event: ObservabilityEvent): Worth {
  switch (event.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error': {
      const span = event.exportedSpan;
      if (span.type === 'model_chunk') return Worth.LOW;
      if (span.errorInfo || span.isRootSpan) return Worth.PROTECTED;
      return event.type === 'span.ended' ? Worth.HIGH : Worth.ORDINARY;
    }
    case 'log':
      switch (event.log.level) {
        case 'debug':
          return Worth.LOW;
        case 'info':
          return Worth.ORDINARY;
        case 'warn':
          return Worth.HIGH;
        default:
          return Worth.PROTECTED;
      }
    case 'metric':
      return Worth.ORDINARY;
    case 'score':
    case 'feedback':
      return Worth.PROTECTED;
  }
}
