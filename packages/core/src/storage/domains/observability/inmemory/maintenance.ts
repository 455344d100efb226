import type { Signal } from '../../../../observability/types/bus.ts';
import {
  type DeleteTracesArgs,
  deleteTracesArgsSchema,
  type PruneArgs,
  type PruneResult,
  type StorageStats,
} from '../args/index.ts';
import type { SpanRow } from '../records/index.ts';
import { parseArgs, planPrune, type Retention, tenantTest } from '../shared/index.ts';
import { deleteWhere, type Tables } from './tables.ts';

/** What every row may say about where it belongs. */
interface Belonging {
  readonly traceId?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly resourceId?: string | undefined;
}

export function deleteTraces(tables: Tables, args: DeleteTracesArgs): void {
  const { traceIds, ...scope } = parseArgs(deleteTracesArgsSchema, 'batchDeleteTraces', args);
  const tests = new Map(
    traceIds.map(traceId => [traceId, tenantTest([...(tables.traces.get(traceId)?.values() ?? [])], scope)]),
  );
  const goes = (row: Belonging) => tests.get(row.traceId ?? '')?.(row) ?? false;
  for (const traceId of traceIds) deleteSpans(tables, traceId, goes);
  deleteWhere(tables.logs, goes);
  deleteWhere(tables.metrics, goes);
  deleteWhere(tables.scores, goes);
  deleteWhere(tables.feedback, goes);
}

export function prune(tables: Tables, args: PruneArgs | undefined, retention: Retention, now: number): PruneResult {
  const { steps, dryRun } = planPrune(args, retention, now);
  return {
    results: steps.map(({ signal, before }) => ({ signal, rows: pruneSignal(tables, signal, before, dryRun) })),
  };
}

export function stats(tables: Tables): StorageStats {
  const { traces, logs, metrics, scores, feedback } = tables;
  const spans = [...traces.values()].reduce((count, trace) => count + trace.size, 0);
  return {
    rows: { tracing: spans, log: logs.size, metric: metrics.size, score: scores.size, feedback: feedback.size },
    bytes: null,
  };
}

export function clear(tables: Tables): void {
  for (const table of [tables.traces, tables.logs, tables.metrics, tables.scores, tables.feedback]) table.clear();
}

function pruneSignal(tables: Tables, signal: Signal, before: number, dryRun: boolean): number {
  const isOld = (row: { readonly timestamp: number }) => row.timestamp < before;
  switch (signal) {
    case 'tracing': {
      const traceIds = [...tables.traces.keys()];
      return traceIds.reduce((rows, id) => rows + deleteSpans(tables, id, row => row.startedAt < before, dryRun), 0);
    }
    case 'log':
      return deleteWhere(tables.logs, isOld, dryRun);
    case 'metric':
      return deleteWhere(tables.metrics, isOld, dryRun);
    case 'score':
      return deleteWhere(tables.scores, isOld, dryRun);
    case 'feedback':
      return deleteWhere(tables.feedback, isOld, dryRun);
  }
}

function deleteSpans(tables: Tables, traceId: string, test: (row: SpanRow) => boolean, dryRun = false): number {
  const spans = tables.traces.get(traceId);
  if (!spans) return 0;
  const rows = deleteWhere(spans, test, dryRun);
  if (spans.size === 0) tables.traces.delete(traceId);
  return rows;
}
