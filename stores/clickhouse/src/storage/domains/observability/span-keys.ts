import { type Sql, sql } from '../../engine/sql.ts';

interface Key {
  readonly traceId: string;
  readonly spanId: string;
}

/** Exactly these spans. The two lists let the primary key narrow the search, the pairs say it exactly. */
export function areSpans(keys: readonly Key[]): Sql {
  return sql`${mayBeSpans(keys)} AND (TraceId, SpanId) IN (${spanPairs(keys)})`;
}

/** These spans, and perhaps others of the same traces by the same ids: cheaper, where that does not matter. */
export function mayBeSpans(keys: readonly Key[]): Sql {
  return sql`TraceId IN ${distinct(keys.map(key => key.traceId))} AND SpanId IN ${distinct(keys.map(key => key.spanId))}`;
}

/** The pairs of ids of these spans, as a query. */
export function spanPairs(keys: readonly Key[]): Sql {
  const traceIds = keys.map(key => key.traceId);
  const spanIds = keys.map(key => key.spanId);
  return sql`SELECT tupleElement(key, 1), tupleElement(key, 2) FROM (SELECT arrayJoin(arrayZip(${traceIds}, ${spanIds})) AS key)`;
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];
