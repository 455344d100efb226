import type { TraceRollup } from '../args/rollup.ts';
import { callShares, type ModelSpan, modelSpanOf, modelsOf, totalsOf } from './model-calls.ts';
import { previewOf } from './preview.ts';

/** What a store has found out about one trace. */
export interface TraceFacts {
  readonly modelSpans: readonly ModelSpan[];
  /** What the cost metric says, by span id; empty for measurements without one. */
  readonly costs: ReadonlyMap<string, number>;
  readonly toolCalls: number;
  readonly errors: number;
  readonly scores: number;
  readonly feedback: number;
}

/** The beginning of a payload's JSON text and its bytes; `null` where there is none. */
export interface PayloadHead {
  readonly head: string | null;
  readonly bytes: number;
}

export interface PayloadHeads {
  readonly input: PayloadHead;
  readonly output: PayloadHead;
}

export function rollupOf(facts: TraceFacts, { input, output }: PayloadHeads): TraceRollup {
  const { modelSpans, costs, toolCalls, errors, scores, feedback } = facts;
  return {
    inputPreview: previewOf(input.head, input.bytes),
    outputPreview: previewOf(output.head, output.bytes),
    ...totalsOf(callShares(modelSpans, costs).values(), { toolCalls, errors }),
    models: modelsOf(modelSpans),
    scores,
    feedback,
  };
}

/** A row about a model span, from a query that looks at several traces. */
export interface ModelSpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | null | undefined;
  readonly attributes: unknown;
}

/** Rows by trace, as a store's queries find them; what is absent is 0. */
export interface FoundFacts {
  readonly modelSpans: readonly ModelSpanRow[];
  readonly costs: readonly { readonly traceId: string; readonly spanId: string; readonly costUsd: number }[];
  readonly counts: readonly { readonly traceId: string; readonly toolCalls: number; readonly errors: number }[];
  readonly scores: readonly { readonly traceId: string; readonly count: number }[];
  readonly feedback: readonly { readonly traceId: string; readonly count: number }[];
}

/** What was found, put together by trace. */
export function factsByTrace(found: FoundFacts): (traceId: string) => TraceFacts {
  const modelSpans = byTrace(found.modelSpans);
  const costs = byTrace(found.costs);
  const counts = byTrace(found.counts);
  const scores = byTrace(found.scores);
  const feedback = byTrace(found.feedback);
  return traceId => ({
    modelSpans: (modelSpans.get(traceId) ?? []).map(row => modelSpanOf(row, row.attributes)),
    costs: new Map(costs.get(traceId)?.map(({ spanId, costUsd }) => [spanId, costUsd])),
    toolCalls: counts.get(traceId)?.[0]?.toolCalls ?? 0,
    errors: counts.get(traceId)?.[0]?.errors ?? 0,
    scores: scores.get(traceId)?.[0]?.count ?? 0,
    feedback: feedback.get(traceId)?.[0]?.count ?? 0,
  });
}

function byTrace<R extends { readonly traceId: string }>(rows: readonly R[]): ReadonlyMap<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.traceId);
    if (group) group.push(row);
    else groups.set(row.traceId, [row]);
  }
  return groups;
}
