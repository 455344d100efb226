import type { Signal } from '@mastra/core/observability';
import { type Condition, foldCase, SEARCHED_FIELDS } from '@mastra/core/storage';
import { and, join, list, moment, raw, type Sql, sql } from '../../engine/sql.ts';
import { CONTEXTS, type ColumnPlace, columnOf, placeOf, SERIES } from './columns.ts';

/**
 * The conditions of a read as SQL over the rows of a table: conditions on what rows refer to find the numbers first.
 * `lostBefore` is needed for the status of spans.
 */
export function where(signal: Signal, conditions: readonly Condition[], lostBefore: number | null = null): Sql {
  const at = (place: ColumnPlace) =>
    conditions
      .filter(condition => placeOfCondition(signal, condition) === place)
      .map(condition => sql`(${predicate(signal, condition, lostBefore)})`);
  const referred = (column: string, table: string, found: readonly Sql[]) =>
    found.length === 0 ? [] : [sql`${raw(column)} IN (SELECT id FROM ${raw(table)} WHERE ${and(found)})`];
  return and([
    ...at('rows'),
    ...referred('context', CONTEXTS, at('contexts')),
    ...referred('series', SERIES, at('series')),
  ]);
}

function placeOfCondition(signal: Signal, condition: Condition): ColumnPlace {
  switch (condition.kind) {
    case 'equals':
    case 'oneOf':
      return placeOf(signal, condition.field);
    case 'tags':
      return 'contexts';
    case 'label':
      return 'series';
    default:
      return 'rows';
  }
}

function predicate(signal: Signal, condition: Condition, lostBefore: number | null): Sql {
  switch (condition.kind) {
    case 'equals':
      return sql`${raw(columnOf(signal, condition.field))} = ${condition.value}`;
    case 'oneOf':
      if (condition.values.length === 0) return raw('false');
      return sql`${raw(columnOf(signal, condition.field))} IN (${list(condition.values)})`;
    case 'between':
      return between(raw(columnOf(signal, condition.field)), condition.from, condition.to, moment);
    case 'tags':
      return and(condition.values.map(tag => sql`list_contains(tags, ${tag})`));
    case 'metadata':
      // Both sides are printed by the engine, so numbers are written alike.
      return sql`json_extract(metadata, ${pointer(condition.key)}) = json_extract(${condition.json}::JSON, '$')`;
    case 'attribute':
      return hasAttribute(condition.key, condition.value);
    case 'model':
      return sql`${hasAttribute('model', condition.value)} OR ${hasAttribute('responseModel', condition.value)}`;
    case 'payload':
      return and(condition.words.map(isInPayload));
    case 'label':
      return sql`${label(condition.name)} = ${condition.value}`;
    case 'words':
      return and(condition.words.map(hasWord));
    case 'contains':
      return sql`contains(lower(message), ${condition.text})`;
    case 'status':
      return hasStatus(condition.status, lostBefore);
    case 'childError':
      return sql`has_child_error = ${condition.value}`;
    case 'duration':
      return between(
        raw('epoch_ms(ended_at) - epoch_ms(started_at)'),
        condition.min,
        condition.max,
        value => sql`${value}`,
      );
    case 'nothing':
      return raw('false');
  }
}

function between(value: Sql, from: number | null, to: number | null, write: (value: number) => Sql): Sql {
  const ends = [sql`${value} IS NOT NULL`];
  if (from !== null) ends.push(sql`${value} >= ${write(from)}`);
  if (to !== null) ends.push(sql`${value} <= ${write(to)}`);
  return join(ends, ' AND ');
}

/** The text of a label, NULL where the measurement has none of that name. */
export function label(name: string): Sql {
  return sql`json_extract_string(labels, ${pointer(name)})`;
}

function hasAttribute(key: string, value: string | number | boolean | null): Sql {
  return sql`json_extract(attributes, ${pointer(key)}) = json_extract(${JSON.stringify(value)}::JSON, '$')`;
}

const searched = SEARCHED_FIELDS.map(field => raw(`lower(${columnOf('tracing', field)}::VARCHAR)`));

function isInPayload(word: string): Sql {
  return sql`(${join(
    searched.map(text => sql`coalesce(contains(${text}, ${word}), false)`),
    ' OR ',
  )})`;
}

/** A key of an object as a JSON pointer, in which every character can be written. */
function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function hasStatus(status: Extract<Condition, { kind: 'status' }>['status'], lostBefore: number | null): Sql {
  switch (status) {
    case 'error':
    case 'success':
    case 'aborted':
      return sql`status = ${status}`;
    case 'running':
      return lostBefore === null
        ? raw("status = 'running'")
        : sql`status = 'running' AND started_at >= ${moment(lostBefore)}`;
    case 'lost':
      return lostBefore === null ? raw('false') : sql`status = 'running' AND started_at < ${moment(lostBefore)}`;
  }
}

const WORD_CHARACTERS = 'A-Za-z0-9\\x{80}-\\x{10FFFF}';
const isAscii = /^[\0-\x7f]*$/;

/**
 * The word occurs in the message as a word. The plain search comes first: it is fast and leaves few rows to the
 * expression. That one looks at the message as it is where it can, for folding it once more costs as much again.
 */
function hasWord(word: string): Sql {
  const ascii = isAscii.test(word);
  const expression = `(^|[^${WORD_CHARACTERS}])${ascii ? eitherCase(word) : word}($|[^${WORD_CHARACTERS}])`;
  return sql`contains(lower(message), ${word}) AND regexp_matches(${raw(ascii ? 'message' : 'lower(message)')}, ${expression})`;
}

/** Characters beyond ASCII whose lower case is an ASCII letter. */
const foreign = ['\u0130', '\u212a'];

function eitherCase(word: string): string {
  return word.replace(/[a-z]/g, letter => {
    const others = foreign.filter(character => foldCase(character) === letter);
    return `[${letter}${letter.toUpperCase()}${others.join('')}]`;
  });
}
