/** What can be bound to a statement: texts as `String`, numbers as `Float64`, lists as `Array(String)`. */
export type SqlValue = string | number | boolean | readonly string[];

/** A piece of SQL with values bound between its texts. There is one text more than there are values. */
export interface Sql {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
}

/** SQL as it stands. Never for anything that a caller has given. */
export function raw(text: string): Sql {
  return { texts: [text], values: [] };
}

/**
 * SQL from a template: pieces of SQL are put in, anything else is bound.
 *
 * @example
 * sql`SELECT * FROM ${raw(table)} WHERE TraceId = ${traceId}`
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  const texts = [strings[0]!];
  const values: SqlValue[] = [];
  for (const [i, part] of parts.entries()) {
    const after = strings[i + 1]!;
    if (isSql(part)) {
      texts[texts.length - 1] += part.texts[0]!;
      texts.push(...part.texts.slice(1));
      values.push(...part.values);
      texts[texts.length - 1] += after;
    } else {
      values.push(part);
      texts.push(after);
    }
  }
  return { texts, values };
}

function isSql(part: Sql | SqlValue): part is Sql {
  return typeof part === 'object' && 'texts' in part;
}

export function join(parts: readonly Sql[], separator: string): Sql {
  return parts.reduce((all, part, i) => (i === 0 ? part : sql`${all}${raw(separator)}${part}`), raw(''));
}

/** All of the parts, or `true` where there are none. */
export function and(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? raw('true') : join(parts, ' AND ');
}

/** The latest moment that `DateTime64(3)` holds in every version of the engine. */
const MAX_MOMENT = Date.UTC(2300, 0) - 1;

/** A moment given as milliseconds, written out as a constant, which the primary key is compared with. */
export function moment(ms: number): Sql {
  const held = Math.min(Math.max(Math.trunc(ms), 0), MAX_MOMENT);
  return raw(`fromUnixTimestamp64Milli(toInt64(${held}), 'UTC')`);
}

/** A statement as the client sends it. */
export interface Statement {
  readonly query: string;
  readonly query_params: Readonly<Record<string, SqlValue>>;
}

/** Names the bound values: `{p0:String}`. */
export function statement({ texts, values }: Sql): Statement {
  const query = values.reduce<string>((text, value, i) => `${text}{p${i}:${typeOf(value)}}${texts[i + 1]}`, texts[0]!);
  return { query, query_params: Object.fromEntries(values.map((value, i) => [`p${i}`, value])) };
}

function typeOf(value: SqlValue): string {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'number') return 'Float64';
  return typeof value === 'boolean' ? 'Bool' : 'Array(String)';
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** A text as an SQL literal, for the few places of DDL that take no bound values. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
