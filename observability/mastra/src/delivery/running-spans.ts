import type { AnyExportedSpan } from '@mastra/core/observability';
import type { Item } from './item.ts';

/**
 * Spans that have begun and not ended, held back for one batch window: most end within it, and then one row is written
 * instead of two. In order of arrival, so that the oldest is at hand.
 */
export class RunningSpans {
  readonly #items = new Map<string, Item>();

  get length(): number {
    return this.#items.size;
  }

  /** Takes out what is held of this span. */
  take(span: AnyExportedSpan): Item | undefined {
    const item = this.#items.get(span.id);
    if (!item || traceIdOf(item) !== span.traceId) return undefined;
    this.#items.delete(span.id);
    return item;
  }

  /** Holds a span; answers what it displaced, where another trace has a span of the same id. */
  hold(span: AnyExportedSpan, item: Item): Item | undefined {
    const other = this.#items.get(span.id);
    if (other) this.#items.delete(span.id);
    this.#items.set(span.id, item);
    return other;
  }

  oldest(): Item | undefined {
    return this.#items.values().next().value;
  }

  shift(): Item | undefined {
    const first = this.#items.entries().next();
    if (first.done) return undefined;
    this.#items.delete(first.value[0]);
    return first.value[1];
  }
}

function traceIdOf(item: Item): string {
  return (item.event as { exportedSpan: AnyExportedSpan }).exportedSpan.traceId;
}
