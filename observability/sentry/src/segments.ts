import type { AnyExportedSpan, TracingEvent } from '@mastra/core/observability';
import { BoundedMap } from '@mastra/observability/exporters';

/** The topmost span of a trace in this process, as Sentry calls it. */
export interface Segment {
  readonly id: string;
  readonly name?: string;
}

/** Spans whose segment is remembered: those that are open, and some that have ended. */
const MAX_REMEMBERED = 20_000;

/** Knows the segment of every span, from the moment that the span starts. */
export class Segments {
  readonly #bySpan = new BoundedMap<string, Segment>(MAX_REMEMBERED);
  readonly #keepsNames: boolean;

  /** @param keepsNames `false` where a formatter may take something out of a root's name: its children do not tell it. */
  constructor(keepsNames: boolean) {
    this.#keepsNames = keepsNames;
  }

  note({ exportedSpan: span }: TracingEvent): void {
    const key = keyOf(span.traceId, span.id);
    if (this.#bySpan.has(key)) return;
    const parent =
      span.parentSpanId === undefined ? undefined : this.#bySpan.get(keyOf(span.traceId, span.parentSpanId));
    const segment = span.isRootSpan ? this.#root(span) : parent;
    if (segment) this.#bySpan.set(key, segment);
  }

  of(span: AnyExportedSpan): Segment | undefined {
    return span.isRootSpan ? { id: span.id, name: span.name } : this.#bySpan.get(keyOf(span.traceId, span.id));
  }

  #root({ id, name }: AnyExportedSpan): Segment {
    return this.#keepsNames ? { id, name } : { id };
  }
}

const keyOf = (traceId: string, spanId: string): string => `${traceId}/${spanId}`;
