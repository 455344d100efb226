import { type Condition, type ListPlan, type ListResult, RECORD_FIELDS } from '@mastra/core/storage';
import type { EngineRow } from '../../engine/database.ts';
import { raw, type Sql } from '../../engine/sql.ts';
import { columnList, columnOf, selectList, TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { where } from './filters.ts';
import { listRows } from './lists.ts';
import type { EventSignal } from './write.ts';

/** One page of a signal whose rows are its records. */
export function listEvents<K extends string, T>(
  context: Context,
  signal: EventSignal,
  key: K,
  plan: ListPlan,
  read: (row: EngineRow) => T,
): Promise<ListResult<K, T>> {
  const table = TABLES[signal];
  const source = {
    select: raw(eventColumns(signal)),
    columns: columnList(table),
    parts: [from(context, table)],
    where: eventConditions(context, plan.conditions),
    column: columnOf,
  };
  return listRows(context.db, key, source, plan, read);
}

/** The select list of a whole record. */
export function eventColumns(signal: EventSignal): string {
  const fields = selectList(TABLES[signal], RECORD_FIELDS[signal]);
  return signal === 'feedback' ? `${fields}, ValueNumber AS valueNumber` : fields;
}

export function eventConditions(context: Context, conditions: readonly Condition[]): Sql {
  return where(conditions, { textSearch: context.textSearch, lostBefore: null });
}
