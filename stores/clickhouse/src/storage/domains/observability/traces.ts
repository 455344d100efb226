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
  type SpanRow,
  type TraceSummary,
} from '@mastra/core/storage';
import type { EngineRow } from '../../engine/database.ts';
import { raw, sql } from '../../engine/sql.ts';
import { columnOf, SUMMARY } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import type { Listed } from './last-listed.ts';
import { readListed } from './listed.ts';
import { listRows } from './lists.ts';
import { recordRow } from './rows.ts';
import { rollups } from './summaries.ts';

export async function listTraces(context: Context, args?: ListTracesArgs): Promise<ListResult<'spans', TraceSummary>> {
  const lostBefore = context.lostBefore();
  const plan = planTraces(args);
  const { page, failed, listed } = await pageOf(context, plan, lostBefore);
  const found = plan.summary ? await rollups(context, listed, page.spans, plan.tenant) : null;
  return {
    ...page,
    spans: page.spans.map((row, i) => ({
      ...readSpanSummary(row, lostBefore),
      hasChildError: hasOther(failed, row),
      ...(found && { summary: found[i]! }),
    })),
  };
}

export async function listTracesLight(
  context: Context,
  args?: ListTracesLightArgs,
): Promise<ListResult<'spans', LightTraceSummary>> {
  const lostBefore = context.lostBefore();
  const { page, failed } = await pageOf(context, planTracesLight(args), lostBefore);
  return {
    ...page,
    spans: page.spans.map(row => ({ ...readLightSpan(row, lostBefore), hasChildError: hasOther(failed, row) })),
  };
}

interface Page {
  readonly page: ListResult<'spans', SpanRow>;
  /** The spans with an error, by trace. */
  readonly failed: ReadonlyMap<string, readonly string[]>;
  readonly listed: Listed;
}

async function pageOf(context: Context, plan: ListPlan, lostBefore: number | null): Promise<Page> {
  const { listed, answer } = await readListed(context, found => {
    const source = {
      select: raw(`${SUMMARY} AS summary`),
      columns: [SUMMARY, ...new Set([plan.order.field, ...plan.order.ids])].map(columnOf).join(', '),
      parts: found.parts,
      where: where(plan.conditions, { textSearch: context.textSearch, lostBefore, errors: found.failed() }),
      column: columnOf,
      unpack: (row: EngineRow) => JSON.parse(row.summary as string) as EngineRow,
    };
    return listRows(context.db, 'spans', source, plan, row => recordRow<SpanRow>(row));
  });
  return { page: answer, failed: await failuresOf(context, listed, answer.spans), listed };
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
