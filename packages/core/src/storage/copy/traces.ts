import type { ObservabilityStorage } from '../domains/observability/base.ts';
import type { SpanRecord, TraceSummary } from '../domains/observability/records/index.ts';
import { copier } from './copier.ts';

/** Lists show no payloads and one span of a trace, so traces are read one by one: so many at a time, */
const AT_ONCE = 8;
/** and so many for one page, which bounds the memory that large traces take. */
const TRACES_PER_PAGE = 24;

/** Copies traces as a whole, payloads included. */
export const traceCopier = copier<SpanRecord>({
  largestPage: TRACES_PER_PAGE,
  read: async (from, { range, after, limit }) => {
    const { spans: listed, cursor } = await from.listTracesLight({
      filters: { startedAt: range },
      orderBy: { field: 'startedAt', direction: 'ASC' },
      limit,
      after,
    });
    const records: SpanRecord[] = [];
    for (let start = 0; start < listed.length; start += AT_ONCE) {
      const traces = await Promise.all(
        listed.slice(start, start + AT_ONCE).map(one => traceOf(from, one, range.start?.getTime())),
      );
      records.push(...traces.flat());
    }
    return { records, listed: listed.length, next: cursor.next };
  },
  write: (to, records) => to.batchCreateSpans({ records }),
  missing: async (to, records) => {
    const counts = new Map<string, number>();
    for (const { traceId } of records) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
    let missing = 0;
    for (const [traceId, count] of counts) {
      const structure = await to.getStructure({ traceId });
      missing += Math.max(0, count - (structure?.spans.length ?? 0));
    }
    return missing;
  },
  total: async (store, range) => {
    const { pagination } = await store.listTracesLight({
      filters: { startedAt: range },
      pagination: { perPage: 1 },
    });
    return pagination.total;
  },
});

/** The spans of a listed span's trace; none where an earlier root of the trace has brought them. */
async function traceOf(
  from: ObservabilityStorage,
  listed: Pick<TraceSummary, 'traceId' | 'spanId'>,
  start = Number.NEGATIVE_INFINITY,
): Promise<readonly SpanRecord[]> {
  const spans = (await from.getTrace({ traceId: listed.traceId }))?.spans ?? [];
  const bringing = spans.find(span => !span.parentSpanId && span.startedAt.getTime() >= start);
  return bringing === undefined || bringing.spanId === listed.spanId ? spans : [];
}
