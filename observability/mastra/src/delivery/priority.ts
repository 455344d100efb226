import type { ObservabilityEvent } from '@mastra/core/observability';

/** What is given up first when not everything can be kept: the lowest. */
export const Priority = {
  /** Streamed chunks and debug logs. */
  LOW: 0,
  /** Info logs, spans that have only begun. */
  ORDINARY: 1,
  /** Spans that have ended, warnings. */
  HIGH: 2,
  /** Errors, root spans, scores, feedback, and measurements: they are small, and a sum without some of them is wrong. */
  PROTECTED: 3,
} as const;

export type Priority = (typeof Priority)[keyof typeof Priority];

export const PRIORITIES: readonly Priority[] = [Priority.LOW, Priority.ORDINARY, Priority.HIGH, Priority.PROTECTED];

export function priorityOf(event: ObservabilityEvent): Priority {
  switch (event.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error': {
      const span = event.exportedSpan;
      if (span.type === 'model_chunk') return Priority.LOW;
      if (span.errorInfo || span.isRootSpan) return Priority.PROTECTED;
      return event.type === 'span.ended' ? Priority.HIGH : Priority.ORDINARY;
    }
    case 'log':
      switch (event.log.level) {
        case 'debug':
          return Priority.LOW;
        case 'info':
          return Priority.ORDINARY;
        case 'warn':
          return Priority.HIGH;
        default:
          return Priority.PROTECTED;
      }
    case 'metric':
    case 'score':
    case 'feedback':
      return Priority.PROTECTED;
  }
}
