import type { AnyExportedSpan } from '@mastra/core/observability';
import { BoundedMap } from '@mastra/observability/exporters';
import { spanUuid } from './uuid.ts';

/** The way from the root of a trace to a span, the span included: in names and in ids, one for one. */
export interface SpanPath {
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

interface Known {
  readonly name: string;
  readonly parentSpanId?: string;
}

/** Spans that are remembered, so that those below find their way up. */
const MAX_SPANS = 50_000;
const MAX_DEPTH = 200;

/** Remembers who is below whom: a span is sent before those above it, and has to name them all the same. */
export class SpanPaths {
  readonly #known = new BoundedMap<string, Known>(MAX_SPANS);

  observe({ traceId, id, name, parentSpanId }: AnyExportedSpan): void {
    this.#known.set(keyOf(traceId, id), { name, parentSpanId });
  }

  /** `undefined` where the way is not known up to the root, for example because that is in another process. */
  of(span: AnyExportedSpan): SpanPath | undefined {
    const names: string[] = [];
    const ids: string[] = [];
    let id: string | undefined = span.id;
    let at: Known | undefined = span;
    while (id !== undefined) {
      if (at === undefined || names.length >= MAX_DEPTH) return undefined;
      names.unshift(at.name);
      ids.unshift(spanUuid(id));
      id = at.parentSpanId;
      at = id === undefined ? undefined : this.#known.get(keyOf(span.traceId, id));
    }
    return { names, ids };
  }
}

const keyOf = (traceId: string, spanId: string): string => `${traceId}/${spanId}`;
