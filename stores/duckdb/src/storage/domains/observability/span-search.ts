import {
  type ListSpansArgs,
  planSpans,
  readSpanSummary,
  SEARCHED_ALL,
  SPAN_SUMMARY_FIELDS,
  type SpanRow,
  type SpanSummary,
  type SpansPlan,
  type SpansResult,
  searchSpans,
  startedWithin,
} from '@mastra/core/storage';
import { and, moment, raw, sql } from '../../engine/sql.ts';
import { columnOf, rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { firstOf, type ListSource, listRows, position } from './lists.ts';
import { toRow } from './rows.ts';
import { extentOf } from './windows.ts';

const { rows, time } = TABLES.tracing;
const summary = raw(rowList(TABLES.tracing, SPAN_SUMMARY_FIELDS));

export async function listSpans(context: Context, args?: ListSpansArgs): Promise<SpansResult<SpanSummary>> {
  const plan = planSpans(args);
  const lostBefore = context.lostBefore();
  const source: ListSource = {
    select: summary,
    from: raw(rows),
    where: where('tracing', plan.conditions, lostBefore),
    column: field => columnOf('tracing', field),
    timeline: { column: time, isWhole: plan.conditions.length === 0 },
  };
  const read = (row: SpanRow) => readSpanSummary(row, lostBefore);
  if (plan.searches) return search(context, plan, source, read);
  const { spans, cursor } = await listRows(context, 'spans', source, plan, toRow<SpanRow>, read);
  return { spans, cursor, search: SEARCHED_ALL };
}

function search(
  { db, definitions }: Context,
  plan: SpansPlan,
  source: ListSource,
  read: (row: SpanRow) => SpanSummary,
): Promise<SpansResult<SpanSummary>> {
  const { order, paging } = plan;
  const at = raw(time);
  const range = startedWithin(plan.conditions);
  const engine = {
    extent: async () => {
      const { total, from, to } = await extentOf(db, source.from, time);
      if (from === null || to === null) return { total, from, to };
      return { total, from: Math.max(from, range.from ?? from), to: Math.min(to, range.to ?? to) };
    },
    rows: async (window: { readonly from: number; readonly to: number }, limit: number) => {
      const within = sql`${at} >= ${moment(window.from)} AND ${at} <= ${moment(window.to)}`;
      const found = await firstOf(db, { ...source, where: and([within, source.where]) }, order, limit, paging.after);
      return definitions.complete(
        query => db.read(session => session.rows(query)),
        found.map(row => toRow<SpanRow>(row)),
      );
    },
    position: (row: SpanRow) => position(row, order),
  };
  return searchSpans(plan, engine, read);
}
