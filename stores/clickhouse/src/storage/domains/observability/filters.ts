import { type Condition, RECORD_FIELDS, SEARCHED_FIELDS } from '@mastra/core/storage';
import { and, join, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { columnOf } from './columns.ts';
import type { Context } from './context.ts';
import { FOLDED_MESSAGE, folded } from './text-search.ts';

/** What conditions need beside the row. */
export interface FilterFacts {
  readonly textSearch: Context['textSearch'];
  readonly lostBefore: number | null;
  /** For spans: the keys of all spans with an error, as a query of `TraceId` and `SpanId`. */
  readonly errors?: Sql;
}

/** The conditions of a read as SQL. */
export function where(conditions: readonly Condition[], facts: FilterFacts): Sql {
  return and(conditions.map(condition => sql`(${predicate(condition, facts)})`));
}

function predicate(condition: Condition, facts: FilterFacts): Sql {
  switch (condition.kind) {
    case 'equals':
      return equals(condition.field, condition.value);
    case 'oneOf':
      if (condition.values.length === 0) return raw('false');
      return sql`${raw(columnOf(condition.field))} IN ${condition.values}`;
    case 'between':
      return between(raw(columnOf(condition.field)), condition.from, condition.to);
    case 'tags':
      return and(condition.values.map(tag => hasText(raw('Tags'), tag)));
    case 'metadata':
      return sql`Metadata[${condition.key}] = ${condition.json}`;
    case 'attribute':
      return hasAttribute(condition.key, condition.value);
    case 'model':
      return sql`(${hasAttribute('model', condition.value)}) OR (${hasAttribute('responseModel', condition.value)})`;
    case 'payload':
      return and(condition.words.map(isInPayload));
    case 'label':
      return sql`${hasText(raw('mapKeys(Labels)'), condition.name)} AND Labels[${condition.name}] = ${condition.value}`;
    case 'words':
      return facts.textSearch.hasWords(condition.words);
    case 'contains':
      return sql`position(${raw(FOLDED_MESSAGE)}, ${condition.text}) > 0`;
    case 'status':
      return hasStatus(condition.status, facts.lostBefore);
    case 'childError':
      return childError(condition.value, facts.errors ?? raw("SELECT '' AS TraceId, '' AS SpanId WHERE false"));
    case 'duration':
      return duration(condition.min, condition.max);
    case 'nothing':
      return raw('false');
  }
}

function hasAttribute(key: string, value: string | number | boolean | null): Sql {
  const type = sql`toString(JSONType(Attributes, ${key}))`;
  switch (typeof value) {
    case 'string':
      return sql`${type} = 'String' AND JSONExtractString(Attributes, ${key}) = ${value}`;
    case 'number':
      return sql`${type} IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(Attributes, ${key}) = ${value}`;
    case 'boolean':
      return sql`${type} = 'Bool' AND JSONExtractBool(Attributes, ${key}) = ${value}`;
    default:
      return sql`JSONHas(Attributes, ${key}) AND ${type} = 'Null'`;
  }
}

const searched = SEARCHED_FIELDS.map(field => raw(folded(columnOf(field))));

function isInPayload(word: string): Sql {
  return sql`(${join(
    searched.map(text => sql`position(${text}, ${word}) > 0`),
    ' OR ',
  )})`;
}

/** Whether an array of few texts holds one. The engine's `has` never finds the empty text in such an array. */
export function hasText(array: Sql, text: string): Sql {
  return text === '' ? sql`arrayExists(one -> one = '', ${array})` : sql`has(${array}, ${text})`;
}

const mayBeEmpty = new Set(
  Object.values(RECORD_FIELDS).flatMap(fields => fields.filter(field => field.mayBeEmpty).map(field => field.name)),
);

/** An empty column is an absent field, and meets no condition. */
function equals(field: string, value: string): Sql {
  if (value === '' && !mayBeEmpty.has(field)) return raw('false');
  return sql`${raw(columnOf(field))} = ${value}`;
}

function between(column: Sql, from: number | null, to: number | null): Sql {
  // No record is from before 1970, and a constant must not leave what the engine can hold.
  if ((to !== null && to < 0) || (from !== null && from > LAST_MOMENT)) return raw('false');
  const ends = [sql`${column} IS NOT NULL`];
  if (from !== null) ends.push(sql`${column} >= ${moment(Math.ceil(from))}`);
  if (to !== null) ends.push(sql`${column} <= ${moment(Math.floor(to))}`);
  return join(ends, ' AND ');
}

const LAST_MOMENT = Date.UTC(2300, 0) - 1;

function duration(min: number | null, max: number | null): Sql {
  const ms = raw('(toUnixTimestamp64Milli(EndedAt) - toUnixTimestamp64Milli(StartedAt))');
  const ends = [raw('EndedAt IS NOT NULL')];
  if (min !== null) ends.push(sql`${ms} >= ${min}`);
  if (max !== null) ends.push(sql`${ms} <= ${max}`);
  return join(ends, ' AND ');
}

function hasStatus(status: Extract<Condition, { kind: 'status' }>['status'], lostBefore: number | null): Sql {
  const open = raw("Error = '' AND EndedAt IS NULL");
  switch (status) {
    case 'error':
      return raw("Error != ''");
    case 'success':
      return raw("Error = '' AND EndedAt IS NOT NULL AND EndReason != 'aborted'");
    case 'aborted':
      return raw("Error = '' AND EndedAt IS NOT NULL AND EndReason = 'aborted'");
    case 'running':
      return lostBefore === null ? open : sql`${open} AND StartedAt >= ${moment(Math.ceil(lostBefore))}`;
    case 'lost':
      return lostBefore === null ? raw('false') : sql`${open} AND StartedAt < ${moment(Math.ceil(lostBefore))}`;
  }
}

/** Another span than this one has failed: one of several with an error, or one where this has none. */
function childError(wanted: boolean, errors: Sql): Sql {
  const several = sql`TraceId IN (SELECT TraceId FROM (${errors}) GROUP BY TraceId HAVING uniqExact(SpanId) > 1)`;
  const found = sql`(${several} OR (Error = '' AND TraceId IN (SELECT TraceId FROM (${errors}))))`;
  return wanted ? found : sql`NOT ${found}`;
}
