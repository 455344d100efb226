import type { AnyExportedSpan } from '@mastra/core/observability';
import type { SeenSpan, SeenSpans } from '@mastra/observability/exporters';
import type { RowPlace } from './row.ts';
import { spanRowId } from './row-ids.ts';

/** The row that a score or a feedback is about. */
export interface TargetRow {
  readonly id: string;
  readonly spanId: string;
  /** Known for spans of this process. */
  readonly place?: RowPlace;
}

/** Says which row a span is, and where in the tree. */
export class Places {
  readonly #seen: SeenSpans;
  readonly #joinRemoteTraces: boolean;

  constructor(seen: SeenSpans, joinRemoteTraces: boolean) {
    this.#seen = seen;
    this.#joinRemoteTraces = joinRemoteTraces;
  }

  /** The row of a span that is to be sent, below the nearest span that is sent as well. */
  ofSpan(span: AnyExportedSpan): { readonly id: string; readonly place: RowPlace } {
    const { traceId, id, parentSpanId, startTime } = span;
    const seen = this.#seen.get(traceId, id);
    if (!seen) {
      const place = placeOf(traceId, id, parentSpanId, startTime);
      return { id: spanRowId(traceId, id, parentSpanId === undefined), place };
    }
    return {
      id: spanRowId(traceId, id, seen.parentId === undefined),
      place: placeOf(traceId, id, this.#parentOf(traceId, seen), startTime),
    };
  }

  /** The row that is meant by a trace and perhaps a span of it. */
  ofTarget(traceId: string, spanId: string | undefined): TargetRow {
    const meant = spanId === undefined ? this.#seen.rootOf(traceId) : this.#seen.get(traceId, spanId);
    if (!meant) return { id: spanId ? spanRowId(traceId, spanId, false) : traceId, spanId: spanId ?? traceId };
    // What is filtered out has no row: its parent's stands in.
    const span = meant.isKept ? meant : (this.#keptAbove(traceId, meant) ?? this.#seen.rootOf(traceId) ?? meant);
    return {
      id: spanRowId(traceId, span.id, span.parentId === undefined),
      spanId: span.id,
      place: placeOf(traceId, span.id, this.#parentOf(traceId, span), span.startTime),
    };
  }

  #keptAbove(traceId: string, span: SeenSpan): SeenSpan | undefined {
    const above = this.#seen.above(traceId, span);
    return typeof above === 'object' ? above : undefined;
  }

  #parentOf(traceId: string, span: SeenSpan): string | undefined {
    if (span.isLocalRoot) return this.#joinRemoteTraces ? span.parentId : undefined;
    const above = this.#keptAbove(traceId, span)?.id;
    if (above !== undefined || span.parentId === undefined) return above;
    return this.#seen.get(traceId, span.parentId) ? undefined : span.parentId;
  }
}

function placeOf(traceId: string, spanId: string, parentId: string | undefined, created: Date): RowPlace {
  return {
    span_id: spanId,
    root_span_id: traceId,
    ...(parentId !== undefined && { span_parents: [parentId] }),
    created: created.toISOString(),
  };
}
