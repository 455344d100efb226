import type { Signal } from '../../../../observability/types/bus.ts';
import type { FeedbackRow, LogRow, MetricRow, ScoreRow, SpanRow } from '../records/index.ts';

/** Everything that an in-memory store holds. Rows are never changed, only replaced. */
export interface Tables {
  /** Spans by span id, by trace id. */
  readonly traces: Map<string, Map<string, SpanRow>>;
  readonly logs: Map<string, LogRow>;
  readonly metrics: Map<string, MetricRow>;
  readonly scores: Map<string, ScoreRow>;
  readonly feedback: Map<string, FeedbackRow>;
  readonly writes: Writes;
}

/** Numbers every row when it is written, so that readers can go on where they were. */
export class Writes {
  #count = 0;
  readonly #numbers = new WeakMap<object, number>();

  /** The number of the latest write. */
  get count(): number {
    return this.#count;
  }

  add<R extends object>(row: R): R {
    this.#numbers.set(row, ++this.#count);
    return row;
  }

  numberOf(row: object): number {
    return this.#numbers.get(row) ?? 0;
  }
}

export function emptyTables(): Tables {
  return {
    traces: new Map(),
    logs: new Map(),
    metrics: new Map(),
    scores: new Map(),
    feedback: new Map(),
    writes: new Writes(),
  };
}

export function* allSpans(tables: Tables): Generator<SpanRow> {
  for (const spans of tables.traces.values()) yield* spans.values();
}

/** All rows of a signal. */
export function rowsOf(tables: Tables, signal: Signal): Iterable<object> {
  switch (signal) {
    case 'tracing':
      return allSpans(tables);
    case 'log':
      return tables.logs.values();
    case 'metric':
      return tables.metrics.values();
    case 'score':
      return tables.scores.values();
    case 'feedback':
      return tables.feedback.values();
  }
}

/** Adds the rows whose id is not there yet. */
export function addNew<R extends object>(
  table: Map<string, R>,
  rows: readonly R[],
  id: (row: R) => string,
  writes: Writes,
): void {
  for (const row of rows) {
    if (!table.has(id(row))) table.set(id(row), writes.add(row));
  }
}

/** Deletes the rows that meet the test, and says how many there were. With `dryRun` it only counts. */
export function deleteWhere<R>(table: Map<string, R>, test: (row: R) => boolean, dryRun = false): number {
  let count = 0;
  for (const [id, row] of table) {
    if (!test(row)) continue;
    count++;
    if (!dryRun) table.delete(id);
  }
  return count;
}

/** The rows by key, in the order of their first row. (`Map.groupBy` needs a newer Node than we ask for.) */
export function groupRows<R, K>(rows: Iterable<R>, key: (row: R) => K): Map<K, R[]> {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const of = key(row);
    const group = groups.get(of);
    if (group) group.push(row);
    else groups.set(of, [row]);
  }
  return groups;
}
