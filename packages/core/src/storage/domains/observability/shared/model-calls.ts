import type { TraceTotals } from '../args/rollup.ts';
import { compareText } from './text.ts';

/** The spans that stand for calls of models, from the outermost to the innermost. */
export const MODEL_SPAN_TYPES = ['model_generation', 'model_step', 'model_inference'] as const;

/** The spans that stand for calls of tools. */
export const TOOL_SPAN_TYPES = ['tool_call', 'mcp_tool_call', 'client_tool_call', 'provider_tool_call'] as const;

/** What sums need to know of a span of a model: what its attributes say, `null` where they do not. */
export interface ModelSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars. */
  readonly costUsd: number | null;
  readonly model: string | null;
  readonly responseModel: string | null;
}

/** What a span of a model adds to the sums of the subtrees that it is in. */
export interface CallShare {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** 1 for a call that no other span tells of in more detail. */
  readonly modelCalls: number;
  readonly costUsd: number;
  /** Costs that are known, and calls with usage whose cost is not. */
  readonly known: number;
  readonly unknown: number;
}

export const NO_SHARE: CallShare = { inputTokens: 0, outputTokens: 0, modelCalls: 0, costUsd: 0, known: 0, unknown: 0 };

/**
 * Shares out the usage and cost of one trace's model spans, so that nothing is counted twice: what a generation states is
 * the sum of its steps, and steps count instead of it where they state it too. A cost that only the generation knows
 * counts there, and makes up for steps that do not know theirs.
 *
 * @param stated The model spans of the trace.
 * @param measured What `mastra_model_cost_usd` says, by span id (empty where it names none): for spans that do not state
 * their cost themselves.
 */
export function callShares(
  stated: readonly ModelSpan[],
  measured: ReadonlyMap<string, number>,
): ReadonlyMap<string, CallShare> {
  // Spans that are each other's parents come to the same whatever order an engine returns them in.
  const spans = stated
    .map(span => ({ ...span, costUsd: span.costUsd ?? measured.get(span.spanId) ?? null }))
    .sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const inner = new Map<string, ModelSpan[]>();
  for (const span of spans) {
    const outer = outerOf(span, byId);
    if (!outer) continue;
    const calls = inner.get(outer.spanId);
    if (calls) calls.push(span);
    else inner.set(outer.spanId, [span]);
  }
  const shares = new Map<string, CallShare>();
  const chains = new Map<string, Chain>();
  for (const span of innermostFirst(spans, byId, inner)) {
    const calls = inner.get(span.spanId) ?? [];
    const below = sumChains(calls.flatMap(call => chains.get(call.spanId) ?? []));
    const cost = costShare(span, below);
    const usage = calls.some(hasUsage) ? NO_SHARE : usageOf(span);
    shares.set(span.spanId, { ...usage, ...cost, modelCalls: calls.length === 0 ? 1 : 0 });
    chains.set(span.spanId, sumChains([below, cost]));
  }
  for (const [spanId, costUsd] of measured) {
    // A measurement of no model span stands for the cost of one call that does not know its own.
    if (!byId.has(spanId)) shares.set(spanId, { ...NO_SHARE, costUsd, known: 1, unknown: -1 });
  }
  return shares;
}

function outerOf(span: ModelSpan, byId: ReadonlyMap<string, ModelSpan>): ModelSpan | undefined {
  return span.parentSpanId === null ? undefined : byId.get(span.parentSpanId);
}

/** Every span after the spans right inside of it; those that go round in a circle come last. */
function innermostFirst(
  spans: readonly ModelSpan[],
  byId: ReadonlyMap<string, ModelSpan>,
  inner: ReadonlyMap<string, readonly ModelSpan[]>,
): ReadonlySet<ModelSpan> {
  const waiting = new Map(spans.map(span => [span, inner.get(span.spanId)?.length ?? 0]));
  const ordered = new Set<ModelSpan>();
  const ready = spans.filter(span => waiting.get(span) === 0);
  for (let span = ready.pop(); span !== undefined; span = ready.pop()) {
    ordered.add(span);
    const outer = outerOf(span, byId);
    if (!outer) continue;
    const left = waiting.get(outer)! - 1;
    waiting.set(outer, left);
    if (left === 0) ready.push(outer);
  }
  for (const span of spans) ordered.add(span);
  return ordered;
}

const hasUsage = ({ inputTokens, outputTokens }: ModelSpan) => inputTokens !== null || outputTokens !== null;

function usageOf({ inputTokens, outputTokens }: ModelSpan) {
  return { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
}

/** The costs of a span and of the model spans right below it, one below the other. */
type Chain = Pick<CallShare, 'costUsd' | 'known' | 'unknown'>;

function sumChains(chains: readonly Chain[]): Chain {
  const sum = (of: (chain: Chain) => number) => chains.reduce((total, chain) => total + of(chain), 0);
  return { costUsd: sum(c => c.costUsd), known: sum(c => c.known), unknown: sum(c => c.unknown) };
}

const NOTHING: Chain = { costUsd: 0, known: 0, unknown: 0 };

function costShare(span: ModelSpan, below: Chain): Chain {
  if (below.known > 0 && below.unknown === 0) return NOTHING;
  if (span.costUsd !== null) return { costUsd: span.costUsd - below.costUsd, known: 1, unknown: -below.unknown };
  return below.unknown > 0 || !hasUsage(span) ? NOTHING : { costUsd: 0, known: 0, unknown: 1 };
}

/** Sums shares up; the counts of tools and errors are the caller's. */
export function totalsOf(
  shares: Iterable<CallShare>,
  counts: { readonly toolCalls: number; readonly errors: number },
): TraceTotals {
  let [inputTokens, outputTokens, modelCalls, costUsd, known, unknown] = [0, 0, 0, 0, 0, 0];
  for (const share of shares) {
    inputTokens += share.inputTokens;
    outputTokens += share.outputTokens;
    modelCalls += share.modelCalls;
    costUsd += share.costUsd;
    known += share.known;
    unknown += share.unknown;
  }
  return { inputTokens, outputTokens, costUsd: known > 0 && unknown <= 0 ? costUsd : null, modelCalls, ...counts };
}

/** The models that the spans name: as they were asked for, else as the provider answered. */
export function modelsOf(spans: readonly ModelSpan[]): readonly string[] {
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const names = spans.map(({ model, responseModel, parentSpanId }) => {
    if (model !== null) return model;
    const isNamed = parentSpanId !== null && (byId.get(parentSpanId)?.model ?? null) !== null;
    return isNamed ? null : responseModel;
  });
  const known = names.filter((name): name is string => name !== null && name !== '');
  return [...new Set(known)].sort(compareText);
}

/** What the attributes of a span say about its call. */
export function modelSpanOf(
  span: { readonly spanId: string; readonly parentSpanId?: string | null | undefined },
  attributes: unknown,
): ModelSpan {
  const { usage, costUsd, model, responseModel } = object(attributes);
  const { inputTokens, outputTokens } = object(usage);
  return {
    spanId: span.spanId,
    // An empty text is how some stores keep an absent one.
    parentSpanId: span.parentSpanId || null,
    inputTokens: number(inputTokens),
    outputTokens: number(outputTokens),
    costUsd: number(costUsd),
    model: text(model),
    responseModel: text(responseModel),
  };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const number = (value: unknown) => (typeof value === 'number' ? value : null);
const text = (value: unknown) => (typeof value === 'string' ? value : null);
