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
  readonly query_params: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/** Bytes of one bound value, half of what a server takes in a field of a form. What is longer is bound in parts. */
const MAX_FIELD_BYTES = 64_000;

/** Names the bound values: `{p0:String}`. */
export function statement({ texts, values }: Sql): Statement {
  const params: Record<string, string | boolean | readonly string[]> = {};
  const bind = (value: string | boolean | readonly string[], type: string): string => {
    const name = `p${Object.keys(params).length}`;
    params[name] = value;
    return `{${name}:${type}}`;
  };
  const query = values.reduce<string>((text, value, i) => text + placeholder(value, bind) + texts[i + 1], texts[0]!);
  return { query, query_params: params };
}

function placeholder(
  value: SqlValue,
  bind: (value: string | boolean | readonly string[], type: string) => string,
): string {
  // As text: clients refuse numbers beyond 2^53, or write them with fewer digits.
  if (typeof value === 'number') return bind(Object.is(value, -0) ? '-0' : String(value), 'Float64');
  if (typeof value === 'boolean') return bind(value, 'Bool');
  if (typeof value === 'string') {
    const parts = textParts(value);
    return parts.length === 1 ? bind(value, 'String') : `concat(${parts.map(part => bind(part, 'String')).join(', ')})`;
  }
  const parts = listParts(value).map(part => {
    const [text] = part;
    const isTooLong = part.length === 1 && text!.length * 4 > MAX_FIELD_BYTES;
    return isTooLong ? `[${placeholder(text!, bind)}]` : bind(part, 'Array(String)');
  });
  return parts.length === 1 ? parts[0]! : `(arrayConcat(${parts.join(', ')}))`;
}

/** At most four bytes a character, and no part ends within one. */
function textParts(text: string): readonly string[] {
  if (text.length * 4 <= MAX_FIELD_BYTES) return [text];
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    let end = Math.min(text.length, from + MAX_FIELD_BYTES / 4);
    if (text.codePointAt(end - 1)! > 0xffff) end--;
    parts.push(text.slice(from, end));
    from = end;
  }
  return parts;
}

function listParts(list: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  let bytes = 0;
  for (const text of list) {
    const size = text.length * 4 + 3;
    if (bytes + size > MAX_FIELD_BYTES && bytes > 0) {
      parts.push([]);
      bytes = 0;
    }
    bytes += size;
    parts.at(-1)!.push(text);
  }
  return parts;
}

/**
 * A statement with its values in it: clients send what is bound to a statement that changes something in the URL, which
 * is short. Texts are written as the hex digits of their bytes, so that none can be anything but a text.
 */
export function inlined({ texts, values }: Sql): string {
  return values.reduce<string>((text, value, i) => text + inlinedValue(value) + texts[i + 1], texts[0]!);
}

function inlinedValue(value: SqlValue): string {
  if (typeof value === 'number') return `toFloat64('${Object.is(value, -0) ? '-0' : value}')`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `x'${Buffer.from(value).toString('hex')}'`;
  return `[${value.map(inlinedValue).join(', ')}]`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** A text as an SQL literal, for the few places of DDL that take no bound values. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
