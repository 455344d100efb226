import { isEarlier, type SpanHead, type StoredSpan } from './span-rows.ts';

/** The spans of one trace that one batch brings. */
export interface Arrived {
  readonly rows: SpanHead[];
  /** What lists would show if these were all spans of the trace. */
  readonly listed: readonly StoredSpan[];
  readonly hasRoot: boolean;
  readonly hasError: boolean;
}

/** A span that lists show now. */
export interface Listed {
  readonly spanId: string;
  readonly startedAt: number;
  readonly isRoot: boolean;
  readonly hasError: boolean;
  readonly hasChildError: boolean;
}

/** What becomes of a trace's listed spans: found from the batch alone, or by looking at all spans of the trace. */
export type ListedChange =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly insert: readonly StoredSpan[] }
  | { readonly kind: 'rebuild' };

const keep: ListedChange = { kind: 'keep' };
const rebuild: ListedChange = { kind: 'rebuild' };

/** The spans by trace, with what lists would show of them. */
export function arrivals(rows: Iterable<SpanHead>): ReadonlyMap<string, Arrived> {
  const traces = new Map<string, SpanHead[]>();
  for (const row of rows) {
    const trace = traces.get(row.traceId);
    if (trace) trace.push(row);
    else traces.set(row.traceId, [row]);
  }
  return new Map([...traces].map(([traceId, spans]) => [traceId, arrived(spans)]));
}

function arrived(rows: SpanHead[]): Arrived {
  let errors = 0;
  let first = rows[0]!;
  const roots: SpanHead[] = [];
  for (const row of rows) {
    if (row.error !== undefined) errors++;
    if (row.parentSpanId === undefined) roots.push(row);
    if (isEarlier(row, first)) first = row;
  }
  const listed = (roots.length > 0 ? roots : [first]).map(row => ({
    row,
    hasChildError: errors > (row.error === undefined ? 0 : 1),
  }));
  return { rows, listed, hasRoot: roots.length > 0, hasError: errors > 0 };
}

/** How new spans, none of which replaces a stored one, change what lists show of their trace. */
export function listedChange(stored: readonly Listed[], arrived: Arrived): ListedChange {
  const first = stored[0];
  if (!first) return { kind: 'replace', insert: arrived.listed };
  if (first.isRoot) {
    if (arrived.hasRoot) return rebuild;
    return arrived.hasError && !stored.every(listed => listed.hasChildError) ? rebuild : keep;
  }
  if (first.hasError || first.hasChildError || (arrived.hasError && !arrived.hasRoot)) return rebuild;
  const replaces = arrived.hasRoot || isEarlier(arrived.listed[0]!.row, first);
  return replaces ? { kind: 'replace', insert: arrived.listed } : keep;
}
