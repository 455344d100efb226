import type { AnyExportedSpan } from '@mastra/core/observability';
import type { TreeNote } from './layout.ts';
import { fromExported, type TreeSpan } from './tree-span.ts';

/** A trace, or the part of one below a local root, that is ready to be printed. */
export interface HeldTrace {
  readonly traceId: string;
  readonly spans: readonly TreeSpan[];
  readonly notes: readonly TreeNote[];
  /** Who it is of, as its root says. */
  readonly serviceName: string | undefined;
  readonly sessionId: string | undefined;
  readonly userId: string | undefined;
  /** What was left out so that memory stays bounded. */
  readonly spansLeftOut: number;
  readonly notesLeftOut: number;
}

interface Held {
  readonly traceId: string;
  readonly spans: Map<string, TreeSpan>;
  readonly notes: TreeNote[];
  readonly costs: Map<string, number>;
  readonly openRoots: Set<string>;
  root: AnyExportedSpan | undefined;
  /** Spans that are held and run. */
  running: number;
  /** When something was last heard of it, in milliseconds since the epoch. */
  touchedAt: number;
  spansLeftOut: number;
  notesLeftOut: number;
}

export interface HeldLimits {
  /** Spans and notes that are held of one trace. */
  readonly perTrace: number;
  /** Spans and notes that are held of all traces. */
  readonly total: number;
}

/** Traces printed lately: what comes of them afterwards is late, not the start of a new tree. */
const MAX_PRINTED = 10_000;

/** Holds what is known of running traces until their roots have ended. Bounded, whatever happens. */
export class HeldTraces {
  readonly #limits: HeldLimits;
  readonly #print: (trace: HeldTrace) => void;
  readonly #traces = new Map<string, Held>();
  readonly #printed = new Set<string>();
  #size = 0;

  constructor(limits: HeldLimits, print: (trace: HeldTrace) => void) {
    this.#limits = limits;
    this.#print = print;
  }

  begin(span: AnyExportedSpan): void {
    if (!span.isRootSpan && this.#isLate(span.traceId)) return;
    const trace = this.#of(span.traceId);
    if (span.isRootSpan) {
      trace.root ??= slim(span);
      trace.openRoots.add(span.id);
    }
    this.#keepSpan(trace, span);
  }

  /** `false`: the trace was printed already, so the span is late. */
  end(span: AnyExportedSpan): boolean {
    if (this.#isLate(span.traceId)) return false;
    const trace = this.#of(span.traceId);
    this.#keepSpan(trace, span);
    if (!span.isRootSpan) return true;
    trace.root ??= slim(span);
    trace.openRoots.delete(span.id);
    // Several local roots of one trace are printed together, when the last of those under way has ended.
    if (trace.openRoots.size === 0) this.#release(trace);
    return true;
  }

  /** `false`: there is no running trace that it could hang in. */
  note(note: TreeNote, traceId: string | undefined): boolean {
    const trace = traceId === undefined ? undefined : this.#traces.get(traceId);
    if (!trace) return false;
    if (trace.spans.size + trace.notes.length >= this.#limits.perTrace) {
      trace.notesLeftOut++;
    } else {
      trace.notes.push(note);
      this.#grow();
    }
    return true;
  }

  /** What a span cost, as its metric says: it comes just before the span's end. */
  cost(traceId: string | undefined, spanId: string | undefined, usd: number): void {
    const trace = traceId === undefined ? undefined : this.#traces.get(traceId);
    if (trace && spanId !== undefined && trace.spans.has(spanId)) trace.costs.set(spanId, usd);
  }

  /** Prints traces of which nothing runs and nothing has come for so long: their roots are in other processes. */
  releaseSettled(idleMs: number, now: number): void {
    for (const trace of [...this.#traces.values()]) {
      if (trace.running === 0 && now - trace.touchedAt >= idleMs) this.#release(trace);
    }
  }

  /** Prints all that is held, as it is. */
  releaseAll(): void {
    for (const trace of [...this.#traces.values()]) this.#release(trace);
  }

  #isLate(traceId: string): boolean {
    return !this.#traces.has(traceId) && this.#printed.has(traceId);
  }

  #of(traceId: string): Held {
    let trace = this.#traces.get(traceId);
    if (!trace) {
      trace = {
        traceId,
        spans: new Map(),
        notes: [],
        costs: new Map(),
        openRoots: new Set(),
        root: undefined,
        running: 0,
        touchedAt: Date.now(),
        spansLeftOut: 0,
        notesLeftOut: 0,
      };
      this.#traces.set(traceId, trace);
    }
    return trace;
  }

  #keepSpan(trace: Held, span: AnyExportedSpan): void {
    const known = trace.spans.get(span.id);
    const isKnown = known !== undefined;
    trace.touchedAt = Date.now();
    if (!isKnown && !span.isRootSpan && trace.spans.size + trace.notes.length >= this.#limits.perTrace) {
      if (span.endTime) trace.spansLeftOut++;
      return;
    }
    trace.running += (span.endTime ? 0 : 1) - (isKnown && known.end === undefined ? 1 : 0);
    trace.spans.set(span.id, fromExported(span));
    if (!isKnown) this.#grow();
  }

  #grow(): void {
    this.#size++;
    while (this.#size > this.#limits.total && this.#traces.size > 1) this.#release(this.#traces.values().next().value!);
  }

  #release(trace: Held): void {
    const { traceId, root, costs, spansLeftOut, notesLeftOut } = trace;
    this.#traces.delete(traceId);
    this.#size -= trace.spans.size + trace.notes.length;
    this.#printed.add(traceId);
    if (this.#printed.size > MAX_PRINTED) this.#printed.delete(this.#printed.values().next().value!);
    const spans = [...trace.spans.values()].map(span =>
      span.costUsd === undefined && costs.has(span.id) ? { ...span, costUsd: costs.get(span.id) } : span,
    );
    this.#print({
      ...{ traceId, spans, notes: trace.notes, spansLeftOut, notesLeftOut },
      ...{ serviceName: root?.serviceName, sessionId: root?.sessionId, userId: root?.userId },
    });
  }
}

/** A root without its payloads. */
function slim(span: AnyExportedSpan): AnyExportedSpan {
  return { ...span, input: undefined, output: undefined, attributes: undefined, metadata: undefined };
}
