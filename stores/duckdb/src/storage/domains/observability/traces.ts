import {
  type LightTraceSummary,
  type ListPlan,
  type ListResult,
  type ListTracesArgs,
  type ListTracesLightArgs,
  planTraces,
  planTracesLight,
  readLightSpan,
  readSpanSummary,
  SPAN_LIGHT_FIELDS,
  SPAN_SUMMARY_FIELDS,
  type SpanRow,
  type TraceSummary,
} from '@mastra/core/storage';
import { raw } from '../../engine/sql.ts';
import { columnOf, rowList, TRACES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { type ListSource, listRows } from './lists.ts';
import { toRow } from './rows.ts';
import { rollups } from './summaries.ts';

type Listed = SpanRow & { readonly hasChildError: boolean };

const flag = ', has_child_error AS "hasChildError"';
const summary = raw(rowList(TRACES, SPAN_SUMMARY_FIELDS) + flag);
const light = raw(rowList(TRACES, SPAN_LIGHT_FIELDS) + flag);

export async function listTraces(context: Context, args?: ListTracesArgs): Promise<ListResult<'spans', TraceSummary>> {
  const plan = planTraces(args);
  const lostBefore = context.lostBefore();
  const page = await listRows(context, 'spans', source(plan, summary, lostBefore), plan, toRow<Listed>, row => ({
    ...readSpanSummary(row, lostBefore),
    hasChildError: row.hasChildError,
  }));
  if (!plan.summary) return page;
  const found = await rollups(context.db, page.spans, plan.tenant);
  return { ...page, spans: page.spans.map((span, i) => ({ ...span, summary: found[i]! })) };
}

export function listTracesLight(
  context: Context,
  args?: ListTracesLightArgs,
): Promise<ListResult<'spans', LightTraceSummary>> {
  const plan = planTracesLight(args);
  const lostBefore = context.lostBefore();
  return listRows(context, 'spans', source(plan, light, lostBefore), plan, toRow<Listed>, row => ({
    ...readLightSpan(row, lostBefore),
    hasChildError: row.hasChildError,
  }));
}

function source(plan: ListPlan, select: ListSource['select'], lostBefore: number | null): ListSource {
  return {
    select,
    from: raw(TRACES.rows),
    where: where('tracing', plan.conditions, lostBefore),
    column: field => columnOf('tracing', field),
    timeline: { column: TRACES.time, isWhole: plan.conditions.length === 0 },
  };
}
