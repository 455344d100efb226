/** What can be bound to a statement. Lists are lists of texts. */
export type SqlValue = string | number | boolean | null | readonly string[];

/** A piece of SQL with the values that are bound to its placeholders, in order. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** SQL as it stands. Never for anything that a caller has given. */
export function raw(text: string): Sql {
  return { text, values: [] };
}

/**
 * SQL from a template: pieces of SQL are put in, anything else is bound.
 *
 * @example
 * sql`SELECT * FROM ${raw(table)} WHERE trace_id = ${traceId}`
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  let text = strings[0]!;
  const values: SqlValue[] = [];
  for (const [i, part] of parts.entries()) {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[i + 1]!;
  }
  return { text, values };
}

function isSql(part: Sql | SqlValue): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part;
}

export function join(parts: readonly Sql[], separator: string): Sql {
  return { text: parts.map(part => part.text).join(separator), values: parts.flatMap(part => part.values) };
}

/** All of the parts, or `true` where there are none. */
export function and(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? raw('true') : join(parts, ' AND ');
}

/** Texts, each bound, with commas between them. */
export function list(values: readonly string[]): Sql {
  return { text: values.map(() => '?').join(', '), values };
}

/**
 * Texts as rows, for `SELECT`. They are bound as one JSON text: a list of thousands of values takes the binding ten times
 * as long.
 */
export function unnested(texts: readonly string[]): Sql {
  return { text: `unnest(from_json(?, '["VARCHAR"]'))`, values: [JSON.stringify(texts)] };
}

/** The first and the last moment that a `Date` can hold; whatever is beyond them is beyond every row. */
const MAX_MS = 8.64e15;

/**
 * A moment given as milliseconds. It is written out, not bound, because a constant lets the engine skip whole row groups;
 * whole numbers of this size are exact as text.
 */
export function moment(ms: number): Sql {
  const within = Math.trunc(Math.min(MAX_MS, Math.max(-MAX_MS, ms)));
  return raw(`make_timestamp_ms(${BigInt(within)})`);
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal, for the few places that take no bound values (file names of table functions). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A text that is read as it is. The binding takes a byte order mark off the front of every text that it reads; a second
 * one keeps the first.
 */
export function exactText(expression: string): string {
  return `if(starts_with(${expression}, '\ufeff'), '\ufeff' || ${expression}, ${expression})`;
}
