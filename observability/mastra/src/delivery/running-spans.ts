import type { AnyExportedSpan } from '@mastra/core/observability';
import type { QueuedEvent } from './queued-event.ts';

/**
 * Spans that have begun and not ended, held back for one batch window: most end within it, and then one row is written
 * instead of two. In the order in which their windows began, so that the oldest is at hand.
 */
export class RunningSpans {
  readonly #events = new Map<string, QueuedEvent>();

  get length(): number {
    return this.#events.size;
  }

  [Symbol.iterator](): IterableIterator<QueuedEvent> {
    return this.#events.values();
  }

  /** What is held of this span. */
  get(span: AnyExportedSpan): QueuedEvent | undefined {
    const event = this.#events.get(span.id);
    return event !== undefined && spanOf(event).traceId === span.traceId ? event : undefined;
  }

  /**
   * Holds a span; what was held of it loses its place to the newer event, but its window goes on. Answers what else was
   * displaced, where another trace has a span of the same id.
   */
  hold(span: AnyExportedSpan, event: QueuedEvent): QueuedEvent | undefined {
    const other = this.#events.get(span.id);
    const isOther = other !== undefined && spanOf(other).traceId !== span.traceId;
    if (isOther) this.#events.delete(span.id);
    this.#events.set(span.id, event);
    return isOther ? other : undefined;
  }

  holds(event: QueuedEvent): boolean {
    return this.#events.get(spanOf(event).id) === event;
  }

  /** Takes an event out, where it is still held. */
  delete(event: QueuedEvent): boolean {
    const { id } = spanOf(event);
    return this.#events.get(id) === event && this.#events.delete(id);
  }

  oldest(): QueuedEvent | undefined {
    return this.#events.size === 0 ? undefined : this.#events.values().next().value;
  }
}

function spanOf(event: QueuedEvent): AnyExportedSpan {
  return (event.event as { exportedSpan: AnyExportedSpan }).exportedSpan;
}
