import type { AnyExportedSpan } from '@mastra/core/observability';
import type { SeenSpan, SeenSpans } from '@mastra/observability/exporters';
import { runId } from './run-ids.ts';
import { stampOf, startOf } from './run-time.ts';

/** Where a run is in its trace. LangSmith puts a trace together from this alone. */
export interface RunPlace {
  readonly id: string;
  /** The id of the run at the top. */
  readonly traceId: string;
  readonly parentId?: string;
  /** All runs from the top down to this one, each with its start: LangSmith's order of a trace. */
  readonly dottedOrder: string;
  readonly start: string;
}

interface Segment {
  readonly id: string;
  readonly start: string;
}

/**
 * Says which run a span is, and where. The path to the top goes past spans that are filtered out. A span of this process
 * whose parent never came by hangs right below the trace's root.
 */
export class RunPlaces {
  readonly #seen: SeenSpans;
  readonly #joinRemoteTraces: boolean;

  constructor(seen: SeenSpans, joinRemoteTraces: boolean) {
    this.#seen = seen;
    this.#joinRemoteTraces = joinRemoteTraces;
  }

  ofSpan(span: AnyExportedSpan): RunPlace {
    const { traceId } = span;
    const own = segmentOf(traceId, this.#seen.get(traceId, span.id) ?? asSeen(span));
    const path = this.#pathTo(traceId, this.#seen.get(traceId, span.id) ?? asSeen(span));
    return {
      id: own.id,
      traceId: path[0]!.id,
      parentId: path.at(-2)?.id,
      dottedOrder: path.map(({ start, id }) => `${stampOf(start)}${id}`).join('.'),
      start: own.start,
    };
  }

  /** The run that a score or a feedback is about. What is filtered out has none, so what is above it stands in. */
  ofTarget(traceId: string, spanId: string | undefined): Pick<RunPlace, 'id' | 'traceId'> {
    let meant = spanId === undefined ? this.#seen.rootOf(traceId) : this.#seen.get(traceId, spanId);
    if (!meant) return { id: runId(traceId, spanId), traceId: runId(traceId) };
    if (!meant.isKept) {
      const above = this.#seen.above(traceId, meant);
      meant = typeof above === 'object' ? above : (this.#seen.rootOf(traceId) ?? meant);
    }
    return { id: segmentOf(traceId, meant).id, traceId: this.#pathTo(traceId, meant)[0]!.id };
  }

  /** From the top down to the span itself. */
  #pathTo(traceId: string, span: SeenSpan): readonly Segment[] {
    const path = [segmentOf(traceId, span)];
    let top = span;
    for (;;) {
      const above = this.#seen.above(traceId, top);
      if (typeof above !== 'object') {
        const isBelowRoot = above === 'unknown' || (above === 'another process' && this.#joinRemoteTraces);
        return isBelowRoot ? [{ id: runId(traceId), start: startOf(top.startTime, 0) }, ...path] : path;
      }
      path.unshift(segmentOf(traceId, above));
      top = above;
    }
  }
}

function segmentOf(traceId: string, { id, parentId, startTime, order }: SeenSpan): Segment {
  return { id: runId(traceId, parentId === undefined ? undefined : id), start: startOf(startTime, order) };
}

function asSeen(span: AnyExportedSpan): SeenSpan {
  return {
    id: span.id,
    parentId: span.parentSpanId,
    isLocalRoot: span.isRootSpan,
    startTime: span.startTime,
    order: 0,
    isKept: true,
  };
}
