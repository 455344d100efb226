import { structureArgsSchema } from '../args/lookups.ts';
import type { SubtreeTotals } from '../args/rollup.ts';
import { readLightSpan } from '../records/read.ts';
import type { SpanRow } from '../records/rows.ts';
import type { PayloadSizes, StructureSpan, TraceStructure } from '../records/span.ts';
import { parseArgs } from './args.ts';
import { type CallShare, callShares, type ModelSpan, NO_SHARE, TOOL_SPAN_TYPES, totalsOf } from './model-calls.ts';

/** What `getStructure` was asked for. */
export function planStructure(args: unknown) {
  const {
    traceId,
    from,
    limit,
    depth,
    totals = false,
    sizes = false,
    ...tenant
  } = parseArgs(structureArgsSchema, 'getStructure', args);
  const isTree = [from, limit, depth].some(given => given !== undefined) || totals || sizes;
  return { traceId, tenant, from: from ?? 0, limit: limit ?? null, depth: depth ?? null, totals, sizes, isTree };
}

export type StructurePlan = ReturnType<typeof planStructure>;

/** What a store knows of the spans of one trace for its tree. */
export interface StructureFacts {
  /** In the order of the trace, without payloads. */
  readonly spans: readonly SpanRow[];
  /** Where totals are asked for. */
  readonly modelSpans: readonly ModelSpan[];
  readonly costs: ReadonlyMap<string, number>;
  /** By span id, where sizes are asked for. */
  readonly sizes: ReadonlyMap<string, PayloadSizes>;
}

/** The answer of `getStructure`, `null` for a trace without spans. */
export function structureResult(
  plan: StructurePlan,
  facts: StructureFacts,
  lostBefore: number | null,
): TraceStructure | null {
  const { traceId } = plan;
  if (facts.spans.length === 0) return null;
  if (!plan.isTree) {
    const spans = facts.spans.map(row => readLightSpan(row, lostBefore));
    return { traceId, spans, total: spans.length };
  }
  const places = treeOf(facts.spans);
  const totals = plan.totals ? subtreeTotals(places, callShares(facts.modelSpans, facts.costs)) : undefined;
  const found = places.map((place, i) => ({ place, totals: totals?.[i] }));
  const shown = plan.depth === null ? found : found.filter(({ place }) => place.depth < plan.depth!);
  const window = shown.slice(plan.from, plan.limit === null ? undefined : plan.from + plan.limit);
  return {
    traceId,
    spans: window.map(
      ({ place: { span, ...place }, totals }): StructureSpan => ({
        ...readLightSpan(span, lostBefore),
        ...place,
        ...(totals && { totals }),
        ...(plan.sizes && { sizes: facts.sizes.get(span.spanId) ?? NO_SIZES }),
      }),
    ),
    total: shown.length,
  };
}

const NO_SIZES: PayloadSizes = { input: 0, output: 0, attributes: 0, metadata: 0 };

/** What the tree of a trace is made of. */
export interface TreeSpan {
  readonly spanId: string;
  readonly parentSpanId?: string | null | undefined;
  readonly spanType: string;
  readonly startedAt: number;
  readonly endedAt?: number | null | undefined;
  readonly error?: unknown;
}

/** A span in its place in the tree. */
export interface TreePlace<S> {
  readonly span: S;
  /** 0 for roots and for spans whose parent is not in the trace. */
  readonly depth: number;
  /** Spans right below it. */
  readonly children: number;
  /** Spans in its subtree, without itself. */
  readonly descendants: number;
  /** Its parents go round in a circle, of which it is the earliest span: it counts as a root. */
  readonly isCircular: boolean;
}

/**
 * The spans of a trace in the order of the tree: a parent before its children, siblings in the order given. Every span is
 * there once, whatever its parents are, and no tree is too deep.
 *
 * @param spans In the order of the trace.
 */
export function treeOf<S extends TreeSpan>(spans: readonly S[]): readonly TreePlace<S>[] {
  const ids = new Set(spans.map(span => span.spanId));
  const children = new Map<string, S[]>();
  const roots: S[] = [];
  for (const span of spans) {
    const parent = span.parentSpanId;
    const siblings = parent === null || parent === undefined ? undefined : children.get(parent);
    if (siblings) siblings.push(span);
    else if (parent !== null && parent !== undefined && ids.has(parent)) children.set(parent, [span]);
    else roots.push(span);
  }
  const seen = new Set<string>();
  const trees = roots.map(root => subtree(root, false, children, seen));
  for (const span of spans) if (!seen.has(span.spanId)) trees.push(subtree(span, true, children, seen));
  return trees.flat();
}

function subtree<S extends TreeSpan>(
  root: S,
  isCircular: boolean,
  children: ReadonlyMap<string, readonly S[]>,
  seen: Set<string>,
): TreePlace<S>[] {
  const open = [{ span: root, depth: 0 }];
  const found: { span: S; depth: number; children: number }[] = [];
  seen.add(root.spanId);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { span, depth } = next;
    const below = (children.get(span.spanId) ?? []).filter(child => !seen.has(child.spanId));
    for (const child of below) seen.add(child.spanId);
    found.push({ span, depth, children: below.length });
    for (const child of below.reverse()) open.push({ span: child, depth: depth + 1 });
  }
  const sizes = subtreeSizes(found);
  return found.map((place, i) => ({
    ...place,
    descendants: sizes[i]! - 1,
    isCircular: isCircular && i === 0,
  }));
}

/** In the order of the tree a subtree ends before the next span that is not deeper than its root. */
function subtreeSizes(places: readonly { readonly depth: number }[]): number[] {
  const sizes = places.map(() => 0);
  const open: number[] = [];
  for (const [i, { depth }] of places.entries()) {
    while (open.length > 0 && places[open.at(-1)!]!.depth >= depth) {
      const ended = open.pop()!;
      sizes[ended] = i - ended;
    }
    open.push(i);
  }
  for (const i of open) sizes[i] = places.length - i;
  return sizes;
}

const tools = new Set<string>(TOOL_SPAN_TYPES);

/** What the subtree of each of the places comes to, in their order. */
export function subtreeTotals(
  places: readonly TreePlace<TreeSpan>[],
  shares: ReadonlyMap<string, CallShare>,
): readonly SubtreeTotals[] {
  const sums = places.map(({ span }) => ({
    share: { ...(shares.get(span.spanId) ?? NO_SHARE) },
    toolCalls: tools.has(span.spanType) ? 1 : 0,
    errors: span.error === undefined || span.error === null ? 0 : 1,
    lastEnd: span.endedAt ?? null,
  }));
  const parents = parentPlaces(places);
  for (let i = places.length - 1; i >= 0; i--) {
    const parent = parents[i];
    if (parent === undefined || parent === -1) continue;
    const [sum, into] = [sums[i]!, sums[parent]!];
    into.share = addShares(into.share, sum.share);
    into.toolCalls += sum.toolCalls;
    into.errors += sum.errors;
    if (sum.lastEnd !== null) into.lastEnd = Math.max(into.lastEnd ?? sum.lastEnd, sum.lastEnd);
  }
  return places.map(({ span, descendants }, i) => {
    const { share, toolCalls, errors, lastEnd } = sums[i]!;
    return {
      ...totalsOf([share], { toolCalls, errors }),
      spans: descendants + 1,
      durationMs: lastEnd === null ? null : Math.max(0, lastEnd - span.startedAt),
    };
  });
}

function parentPlaces(places: readonly { readonly depth: number }[]): number[] {
  const path: number[] = [];
  return places.map(({ depth }, i) => {
    path[depth] = i;
    return depth === 0 ? -1 : path[depth - 1]!;
  });
}

function addShares(a: CallShare, b: CallShare): CallShare {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    modelCalls: a.modelCalls + b.modelCalls,
    costUsd: a.costUsd + b.costUsd,
    known: a.known + b.known,
    unknown: a.unknown + b.unknown,
  };
}
