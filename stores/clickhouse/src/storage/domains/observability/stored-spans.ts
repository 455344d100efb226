import type { SpanKey } from '@mastra/core/storage';
import { pacedEach } from '../../engine/encode/paced.ts';
import { moment, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { mayBeSpans } from './span-keys.ts';
import { queryChunks, timeWindow } from './write.ts';

/** A key of one text that no other pair of ids has. */
export function spanKey(traceId: string, spanId: string): string {
  return `${traceId.length}:${traceId}${spanId}`;
}

/** A span with its start, in milliseconds since the epoch. */
type StartedSpan = SpanKey & { readonly startedAt: number };

/** Spans in parts whose ids can be bound to one query each. */
export function spanChunks<S extends SpanKey>(spans: readonly S[]): S[][] {
  return queryChunks(spans, ({ traceId, spanId }) => (traceId.length > spanId.length ? traceId : spanId));
}

/** How long before a batch other spans of its traces are looked for. Spans from before that are looked for one by one. */
const TRACE_WINDOW_MS = 86_400_000;

/** The keys, made by `spanKey`, of those of these spans that are stored. */
export async function storedKeys(context: Context, rows: readonly StartedSpan[]): Promise<ReadonlySet<string>> {
  const { knownSpans } = context.writers;
  await lookForTraces(context, rows);
  const suspects: StartedSpan[] = [];
  await pacedEach(rows, row => knownSpans.mayHold(row) && suspects.push(row));
  if (suspects.length === 0) return new Set();
  const window = timeWindow(
    'tracing',
    suspects.map(row => row.startedAt),
  );
  const found = await Promise.all(
    spanChunks(suspects).map(some =>
      context.db.rows(sql`
        SELECT TraceId AS traceId, SpanId AS spanId FROM ${from(context, TABLES.tracing)}
        WHERE ${mayBeSpans(some)} AND ${window}`),
    ),
  );
  return new Set(found.flat().map(row => spanKey(row.traceId as string, row.spanId as string)));
}

/** Finds out which traces the table holds nothing of: their spans need not be looked for. */
async function lookForTraces(context: Context, rows: readonly StartedSpan[]): Promise<void> {
  const { knownSpans } = context.writers;
  const unknown = knownSpans.unknown(rows.map(row => row.traceId));
  if (unknown.length === 0) return;
  const from = rows.reduce((first, row) => Math.min(first, row.startedAt), Number.POSITIVE_INFINITY) - TRACE_WINDOW_MS;
  const found = await Promise.all(
    queryChunks(unknown, id => id).map(some =>
      context.db.rows(
        sql`SELECT DISTINCT TraceId AS traceId FROM ${spansOf(context)} WHERE TraceId IN ${some} AND StartedAt >= ${moment(from)}`,
      ),
    ),
  );
  const held = new Set(found.flat().map(row => row.traceId));
  knownSpans.begin(
    unknown.filter(traceId => !held.has(traceId)),
    from,
  );
}

const spansOf = (context: Context) => from(context, TABLES.tracing);
