import type { ListResult, ListTracesArgs, ListTracesLightArgs } from '../args/index.ts';
import {
  type LightTraceSummary,
  readLightSpan,
  readSpanSummary,
  type SpanRow,
  type TraceSummary,
} from '../records/index.ts';
import { type Condition, planTraces, planTracesLight } from '../shared/index.ts';
import { listRows } from './list.ts';
import { matches, type SpanFacts } from './matches.ts';
import { listedSpans, spansOf } from './spans.ts';
import { rollup } from './summaries.ts';
import type { Tables } from './tables.ts';

export function listTraces(
  tables: Tables,
  args: ListTracesArgs | undefined,
  lostBefore: number | null,
): ListResult<'spans', TraceSummary> {
  const plan = planTraces(args);
  return listRows('spans', foundTraces(tables, plan.conditions, lostBefore), plan, row => ({
    ...readSpanSummary(row, lostBefore),
    hasChildError: hasChildError(tables, row),
    ...(plan.summary && { summary: rollup(tables, row, plan.tenant) }),
  }));
}

export function listTracesLight(
  tables: Tables,
  args: ListTracesLightArgs | undefined,
  lostBefore: number | null,
): ListResult<'spans', LightTraceSummary> {
  const plan = planTracesLight(args);
  return listRows('spans', foundTraces(tables, plan.conditions, lostBefore), plan, row => ({
    ...readLightSpan(row, lostBefore),
    hasChildError: hasChildError(tables, row),
  }));
}

/** The listed spans that meet the conditions. */
export function foundTraces(
  tables: Tables,
  conditions: readonly Condition[],
  lostBefore: number | null,
): readonly SpanRow[] {
  const facts: SpanFacts = { lostBefore, hasChildError: span => hasChildError(tables, span) };
  return [...tables.traces.keys()]
    .flatMap(traceId => listedSpans(spansOf(tables, traceId)))
    .filter(row => matches(row, conditions, facts));
}

function hasChildError(tables: Tables, listed: SpanRow): boolean {
  const spans = [...(tables.traces.get(listed.traceId)?.values() ?? [])];
  return spans.some(span => span.spanId !== listed.spanId && span.error !== undefined);
}
