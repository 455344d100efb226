import type { AnyExportedSpan, SpanType } from '@mastra/core/observability';
import type { ExporterOptions } from '../options.ts';

/** What is remembered of a span: enough to say where it is in its trace. */
export interface SeenSpan {
  readonly id: string;
  readonly parentId: string | undefined;
  /** No span of this process is above it; one of another process may be. */
  readonly isLocalRoot: boolean;
  readonly startTime: Date;
  /** Position among the spans of its trace, from 1. */
  readonly order: number;
  /** `false` for a span that is filtered out. */
  readonly isKept: boolean;
}

type SelectionOptions = Pick<ExporterOptions, 'excludeSpanTypes' | 'spanFilter'>;

const MAX_SPANS = 50_000;

/**
 * The places of the spans that came by, sent or not: a score, a feedback or a child may be on its way before the span that
 * it belongs to. Bounded; the trace that has been quiet for longest is forgotten first.
 */
export class SeenSpans {
  readonly #limit: number;
  readonly #traces = new Map<string, Map<string, SeenSpan>>();
  #size = 0;
  #isExcluded: (span: AnyExportedSpan) => boolean = () => false;

  constructor(limit = MAX_SPANS) {
    this.#limit = limit;
  }

  /** Notes which spans these options leave out. Answers them with a filter that tells what it decides. */
  watching<T extends SelectionOptions>(options: T): T {
    const { spanFilter, excludeSpanTypes } = options;
    const excluded: ReadonlySet<SpanType> = new Set(Array.isArray(excludeSpanTypes) ? excludeSpanTypes : []);
    this.#isExcluded = span => excluded.has(span.type);
    if (typeof spanFilter !== 'function') return options;
    return {
      ...options,
      spanFilter: (span: AnyExportedSpan) => {
        let isKept = false;
        try {
          isKept = spanFilter(span);
          return isKept;
        } finally {
          if (!isKept) this.#leaveOut(span);
        }
      },
    };
  }

  see(span: AnyExportedSpan): void {
    const trace = this.#traces.get(span.traceId) ?? new Map<string, SeenSpan>();
    if (trace.has(span.id)) return;
    trace.set(span.id, {
      id: span.id,
      parentId: span.parentSpanId,
      isLocalRoot: span.isRootSpan || span.parentSpanId === undefined,
      startTime: span.startTime,
      order: trace.size + 1,
      isKept: !this.#isExcluded(span),
    });
    this.#traces.delete(span.traceId);
    this.#traces.set(span.traceId, trace);
    this.#size++;
    this.#forget();
  }

  get(traceId: string, spanId: string): SeenSpan | undefined {
    return this.#traces.get(traceId)?.get(spanId);
  }

  /** The span that stands for the trace: its root, or where that is filtered out the first one that is sent. */
  rootOf(traceId: string): SeenSpan | undefined {
    let first: SeenSpan | undefined;
    for (const span of this.#traces.get(traceId)?.values() ?? []) {
      if (!span.isKept) continue;
      if (span.isLocalRoot) return span;
      first ??= span;
    }
    return first;
  }

  /** The nearest span above this one that is sent, or why there is none. */
  above(traceId: string, span: SeenSpan): SeenSpan | 'nothing' | 'another process' | 'unknown' {
    const visited = new Set([span.id]);
    let current = span;
    for (;;) {
      if (current.parentId === undefined) return 'nothing';
      if (current.isLocalRoot) return 'another process';
      const parent = this.get(traceId, current.parentId);
      if (!parent || visited.has(parent.id)) return 'unknown';
      if (parent.isKept) return parent;
      visited.add(parent.id);
      current = parent;
    }
  }

  #leaveOut(span: AnyExportedSpan): void {
    const seen = this.get(span.traceId, span.id);
    if (seen) this.#traces.get(span.traceId)?.set(span.id, { ...seen, isKept: false });
  }

  #forget(): void {
    while (this.#size > this.#limit) {
      const [traceId, spans] = this.#traces.entries().next().value!;
      const [firstId] = spans.keys();
      if (this.#traces.size === 1 && firstId !== undefined) {
        // A trace without end: its beginnings go.
        spans.delete(firstId);
        this.#size--;
      } else {
        this.#traces.delete(traceId);
        this.#size -= spans.size;
      }
    }
  }
}
