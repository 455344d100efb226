import {
  type GetSpanArgs,
  type GetSpansArgs,
  spanArgsSchema,
  spansArgsSchema,
  type TraceArgs,
  traceArgsSchema,
} from '../args/index.ts';
import {
  type CreateSpanRecord,
  compareSpans,
  givesWay,
  prepareRecords,
  prepareSpanUpdates,
  readSpan,
  revise,
  type SpanRecord,
  type SpanRow,
  type UpdateSpanRecord,
} from '../records/index.ts';
import { compareText, isOwn, parseArgs, type TenantScope } from '../shared/index.ts';
import type { Tables } from './tables.ts';

export function createSpans(tables: Tables, records: readonly CreateSpanRecord[]): void {
  for (const row of prepareRecords('tracing', records)) {
    const spans = tables.traces.get(row.traceId) ?? new Map<string, SpanRow>();
    tables.traces.set(row.traceId, spans);
    const stored = spans.get(row.spanId);
    if (!stored || givesWay(stored)) spans.set(row.spanId, tables.writes.add(row));
  }
}

export function updateSpans(
  tables: Tables,
  records: readonly { readonly traceId: string; readonly spanId: string; readonly updates: UpdateSpanRecord }[],
): void {
  for (const { traceId, spanId, changes } of prepareSpanUpdates(records)) {
    const spans = tables.traces.get(traceId);
    const stored = spans?.get(spanId);
    if (stored) spans?.set(spanId, tables.writes.add(revise(stored, changes)));
  }
}

export function getSpan(
  tables: Tables,
  args: GetSpanArgs,
  lostBefore: number | null,
): { readonly span: SpanRecord } | null {
  const { traceId, spanId, ...tenant } = parseArgs(spanArgsSchema, 'getSpan', args);
  const row = tables.traces.get(traceId)?.get(spanId);
  return row && isOwn(row, tenant) ? { span: readSpan(row, lostBefore) } : null;
}

export function getSpans(
  tables: Tables,
  args: GetSpansArgs,
  lostBefore: number | null,
): { readonly traceId: string; readonly spans: readonly SpanRecord[] } {
  const { traceId, spanIds, ...tenant } = parseArgs(spansArgsSchema, 'getSpans', args);
  const wanted = new Set(spanIds);
  const rows = ownSpans(tables, traceId, tenant).filter(row => wanted.has(row.spanId));
  return { traceId, spans: rows.map(row => readSpan(row, lostBefore)) };
}

export function getTrace(
  tables: Tables,
  args: TraceArgs,
  lostBefore: number | null,
): { readonly traceId: string; readonly spans: readonly SpanRecord[] } | null {
  const { traceId, ...tenant } = parseArgs(traceArgsSchema, 'getTrace', args);
  const rows = ownSpans(tables, traceId, tenant);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readSpan(row, lostBefore)) };
}

export function getRootSpan(
  tables: Tables,
  args: TraceArgs,
  lostBefore: number | null,
): { readonly span: SpanRecord } | null {
  const { traceId, ...tenant } = parseArgs(traceArgsSchema, 'getRootSpan', args);
  const [row] = listedSpans(spansOf(tables, traceId)).filter(listed => isOwn(listed, tenant));
  return row ? { span: readSpan(row, lostBefore) } : null;
}

/** The spans of a trace that are the tenant's, in the order of the trace. */
export function ownSpans(tables: Tables, traceId: string, tenant: TenantScope): readonly SpanRow[] {
  return orderedSpans(tables, traceId).filter(row => isOwn(row, tenant));
}

/** The spans that lists show for a trace: its roots, earliest first, or the earliest span where it has none. */
export function listedSpans(spans: readonly SpanRow[]): readonly SpanRow[] {
  const ordered = spans.toSorted((a, b) => a.startedAt - b.startedAt || compareText(a.spanId, b.spanId));
  const roots = ordered.filter(span => span.parentSpanId === undefined);
  return roots.length > 0 ? roots : ordered.slice(0, 1);
}

/** The spans of a trace in no order. */
export function spansOf(tables: Tables, traceId: string): readonly SpanRow[] {
  return [...(tables.traces.get(traceId)?.values() ?? [])];
}

function orderedSpans(tables: Tables, traceId: string): readonly SpanRow[] {
  return spansOf(tables, traceId).toSorted(compareSpans);
}
