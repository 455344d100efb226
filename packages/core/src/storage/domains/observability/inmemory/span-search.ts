import type { ListSpansArgs, SpansResult } from '../args/index.ts';
import { readSpanSummary, type SpanSummary } from '../records/index.ts';
import { planSpans, SEARCHED_ALL } from '../shared/index.ts';
import { listRows } from './list.ts';
import { matches } from './matches.ts';
import { allSpans, type Tables } from './tables.ts';

export function listSpans(
  tables: Tables,
  args: ListSpansArgs | undefined,
  lostBefore: number | null,
): SpansResult<SpanSummary> {
  const plan = planSpans(args);
  const found = [...allSpans(tables)].filter(row => matches(row, plan.conditions, { lostBefore }));
  const { spans, cursor } = listRows('spans', found, plan, row => readSpanSummary(row, lostBefore));
  return { spans, cursor, search: SEARCHED_ALL };
}
