import {
  type CreateSpanRecord,
  compareSpans,
  givesWay,
  type LightSpanRecord,
  prepareRecords,
  prepareSpanUpdates,
  readLightSpan,
  readSpan,
  revise,
  type SpanRecord,
  type SpanRow,
  type UpdateSpanRecord,
} from '../records/index.ts';
import { compareText, parseIds, parseSpanIds } from '../shared/index.ts';
import type { Tables } from './tables.ts';

export function createSpans(tables: Tables, records: readonly CreateSpanRecord[]): void {
  for (const row of prepareRecords('tracing', records)) {
    const spans = tables.traces.get(row.traceId) ?? new Map<string, SpanRow>();
    tables.traces.set(row.traceId, spans);
    const stored = spans.get(row.spanId);
    if (!stored || givesWay(stored)) spans.set(row.spanId, row);
  }
}

export function updateSpans(
  tables: Tables,
  records: readonly { readonly traceId: string; readonly spanId: string; readonly updates: UpdateSpanRecord }[],
): void {
  for (const { traceId, spanId, changes } of prepareSpanUpdates(records)) {
    const spans = tables.traces.get(traceId);
    const stored = spans?.get(spanId);
    if (stored) spans?.set(spanId, revise(stored, changes));
  }
}

export function getSpan(
  tables: Tables,
  args: { readonly traceId: string; readonly spanId: string },
  lostBefore: number | null,
): { readonly span: SpanRecord } | null {
  const { traceId, spanId } = parseIds('getSpan', args, ['traceId', 'spanId']);
  const row = tables.traces.get(traceId)?.get(spanId);
  return row ? { span: readSpan(row, lostBefore) } : null;
}

export function getSpans(
  tables: Tables,
  args: { readonly traceId: string; readonly spanIds: readonly string[] },
  lostBefore: number | null,
): { readonly traceId: string; readonly spans: readonly SpanRecord[] } {
  const { traceId, spanIds } = parseSpanIds(args);
  const wanted = new Set(spanIds);
  const rows = orderedSpans(tables, traceId).filter(row => wanted.has(row.spanId));
  return { traceId, spans: rows.map(row => readSpan(row, lostBefore)) };
}

export function getTrace(
  tables: Tables,
  args: { readonly traceId: string },
  lostBefore: number | null,
): { readonly traceId: string; readonly spans: readonly SpanRecord[] } | null {
  const { traceId } = parseIds('getTrace', args, ['traceId']);
  const rows = orderedSpans(tables, traceId);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readSpan(row, lostBefore)) };
}

export function getStructure(
  tables: Tables,
  args: { readonly traceId: string },
  lostBefore: number | null,
): { readonly traceId: string; readonly spans: readonly LightSpanRecord[] } | null {
  const { traceId } = parseIds('getStructure', args, ['traceId']);
  const rows = orderedSpans(tables, traceId);
  return rows.length === 0 ? null : { traceId, spans: rows.map(row => readLightSpan(row, lostBefore)) };
}

export function getRootSpan(
  tables: Tables,
  args: { readonly traceId: string },
  lostBefore: number | null,
): { readonly span: SpanRecord } | null {
  const { traceId } = parseIds('getRootSpan', args, ['traceId']);
  const [row] = listedSpans(spansOf(tables, traceId));
  return row ? { span: readSpan(row, lostBefore) } : null;
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
