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
import { raw, sql } from '../../engine/sql.ts';
import { columnList, columnOf, ROOTS, selectList } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { type Listed, readListed } from './listed.ts';
import { listRows } from './lists.ts';
import { recordRow } from './rows.ts';

type Fields = readonly { readonly name: string }[];

export async function listTraces(context: Context, args?: ListTracesArgs): Promise<ListResult<'spans', TraceSummary>> {
  const lostBefore = context.lostBefore();
  const { page, failed } = await pageOf(context, planTraces(args), SPAN_SUMMARY_FIELDS, lostBefore);
  return {
    ...page,
    spans: page.spans.map(row => ({ ...readSpanSummary(row, lostBefore), hasChildError: hasOther(failed, row) })),
  };
}

export async function listTracesLight(
  context: Context,
  args?: ListTracesLightArgs,
): Promise<ListResult<'spans', LightTraceSummary>> {
  const lostBefore = context.lostBefore();
  const { page, failed } = await pageOf(context, planTracesLight(args), SPAN_LIGHT_FIELDS, lostBefore);
  return {
    ...page,
    spans: page.spans.map(row => ({ ...readLightSpan(row, lostBefore), hasChildError: hasOther(failed, row) })),
  };
}

interface Page {
  readonly page: ListResult<'spans', SpanRow>;
  /** The spans with an error, by trace. */
  readonly failed: ReadonlyMap<string, readonly string[]>;
}

async function pageOf(context: Context, plan: ListPlan, fields: Fields, lostBefore: number | null): Promise<Page> {
  const { listed, answer } = await readListed(context, found => {
    const source = {
      select: raw(selectList(ROOTS, fields)),
      columns: columnList(ROOTS),
      parts: found.parts,
      where: where(plan.conditions, { textSearch: context.textSearch, lostBefore, errors: found.failed() }),
      column: columnOf,
    };
    return listRows(context.db, 'spans', source, plan, row => recordRow<SpanRow>(row));
  });
  return { page: answer, failed: await failuresOf(context, listed, answer.spans) };
}

/** The spans with an error of the traces on a page. */
async function failuresOf(
  context: Context,
  listed: Listed,
  spans: readonly SpanRow[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (spans.length === 0) return new Map();
  const within = sql`TraceId IN ${[...new Set(spans.map(span => span.traceId))]}`;
  const rows = await context.db.rows(
    sql`SELECT TraceId AS traceId, groupUniqArray(2)(SpanId) AS spanIds FROM (${listed.failed(within)}) GROUP BY TraceId`,
  );
  return new Map(rows.map(row => [row.traceId as string, row.spanIds as readonly string[]]));
}

function hasOther(failed: ReadonlyMap<string, readonly string[]>, span: SpanRow): boolean {
  return failed.get(span.traceId)?.some(spanId => spanId !== span.spanId) ?? false;
}
