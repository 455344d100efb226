import type { AnyExportedSpan, SpanType, TracingEvent } from '@mastra/core/observability';
import { isolated } from '../bus/isolated.ts';

/** Which spans an exporter sends, and in what form. What is left out here still counts in every metric. */
export interface SpanSelectionOptions {
  /** Spans of these types are left out. */
  readonly excludeSpanTypes?: readonly SpanType[];
  /**
   * Spans that this answers `false` for are left out; their children move up to the nearest span that is sent. Asked at
   * every event of a span, so decide by what a span has from its start: its type, name, entity, tags. A filter that throws
   * leaves the span out, counted as `processor_error`.
   */
  readonly spanFilter?: (span: AnyExportedSpan) => boolean;
}

/** Left-out spans that are remembered, so that their children find who they belong to. */
const MAX_REMEMBERED = 50_000;

/** Takes spans out of the stream of one exporter without leaving orphans behind. */
export class SpanSelection {
  readonly #excluded: ReadonlySet<SpanType>;
  readonly #filter: ((span: AnyExportedSpan) => boolean) | undefined;
  /** The parent of every span that was left out, by trace and span id. */
  readonly #leftOut = new Map<string, string | undefined>();

  constructor(options: SpanSelectionOptions) {
    this.#excluded = new Set(options.excludeSpanTypes);
    this.#filter = options.spanFilter;
  }

  get isEverything(): boolean {
    return this.#excluded.size === 0 && !this.#filter;
  }

  /** The event as the exporter sends it, or `undefined`. Throws what the filter throws. */
  select(event: TracingEvent): TracingEvent | undefined {
    const span = event.exportedSpan;
    if (!this.#isKept(span)) {
      this.#remember(span);
      return undefined;
    }
    if (span.parentSpanId === undefined || !this.#leftOut.has(keyOf(span.traceId, span.parentSpanId))) return event;
    const parentSpanId = this.#nearestKept(span.traceId, span.parentSpanId);
    return { ...event, exportedSpan: { ...span, parentSpanId, isRootSpan: parentSpanId === undefined } };
  }

  #isKept(span: AnyExportedSpan): boolean {
    if (this.#excluded.has(span.type)) return false;
    try {
      return this.#filter?.(isolated(span)) ?? true;
    } catch (error) {
      this.#remember(span);
      throw error;
    }
  }

  #remember(span: AnyExportedSpan): void {
    const key = keyOf(span.traceId, span.id);
    if (!this.#leftOut.has(key) && this.#leftOut.size >= MAX_REMEMBERED) {
      const [oldest] = this.#leftOut.keys();
      this.#leftOut.delete(oldest!);
    }
    this.#leftOut.set(key, span.parentSpanId);
  }

  #nearestKept(traceId: string, parentSpanId: string): string | undefined {
    const seen = new Set<string>();
    let id: string | undefined = parentSpanId;
    while (id !== undefined && !seen.has(id) && this.#leftOut.has(keyOf(traceId, id))) {
      seen.add(id);
      id = this.#leftOut.get(keyOf(traceId, id));
    }
    return id !== undefined && seen.has(id) ? undefined : id;
  }
}

const keyOf = (traceId: string, spanId: string): string => `${traceId}/${spanId}`;
