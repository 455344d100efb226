import type { ListResult, ListSessionsArgs, SessionSummary } from '../args/index.ts';
import type { SpanRow } from '../records/index.ts';
import { planSessions, SESSION_COST_METRIC, SESSION_USAGE_SPAN_TYPE, usageTokens } from '../shared/index.ts';
import { listRows } from './list.ts';
import { groupRows, type Tables } from './tables.ts';
import { foundTraces } from './traces.ts';

export function listSessions(
  tables: Tables,
  args: ListSessionsArgs | undefined,
  lostBefore: number | null,
): ListResult<'sessions', SessionSummary> {
  const plan = planSessions(args);
  const bySession = groupRows(foundTraces(tables, plan.conditions, lostBefore), span => span.sessionId);
  const sessions = [...bySession].flatMap(([sessionId, listed]) =>
    sessionId === undefined ? [] : [summary(tables, sessionId, listed)],
  );
  return listRows('sessions', sessions, plan, session => ({
    ...session,
    firstAt: new Date(session.firstAt),
    lastAt: new Date(session.lastAt),
  }));
}

function summary(tables: Tables, sessionId: string, listed: readonly SpanRow[]) {
  const traceIds = new Set(listed.map(span => span.traceId));
  const starts = listed.map(span => span.startedAt).sort((a, b) => a - b);
  const traces = [...traceIds].map(traceId => [...(tables.traces.get(traceId)?.values() ?? [])]);
  const usages = traces
    .flat()
    .filter(span => span.spanType === SESSION_USAGE_SPAN_TYPE && span.attributes !== undefined)
    .map(span => usageTokens(JSON.parse(span.attributes!)));
  const costs = linked(tables.metrics, traceIds).filter(metric => metric.name === SESSION_COST_METRIC);
  return {
    sessionId,
    traceCount: traceIds.size,
    firstAt: starts[0]!,
    lastAt: starts.at(-1)!,
    inputTokens: sum(usages.map(usage => usage.inputTokens)),
    outputTokens: sum(usages.map(usage => usage.outputTokens)),
    costUsd: costs.length === 0 ? null : sum(costs.map(cost => cost.value)),
    errorCount: traces.filter(spans => spans.some(span => span.error !== undefined)).length,
    scoreCount: linked(tables.scores, traceIds).length,
  };
}

function linked<R extends { readonly traceId?: string | undefined }>(
  table: ReadonlyMap<string, R>,
  traceIds: ReadonlySet<string>,
): R[] {
  return [...table.values()].filter(row => row.traceId !== undefined && traceIds.has(row.traceId));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
