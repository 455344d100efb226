/** An object whose entries are not known. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** JSON text without unpaired surrogates: Phoenix reads some of it, and its database refuses them. */
export function jsonOf(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner) => repaired(inner));
}

function repaired(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (!isFields(value) || Object.keys(value).every(key => key.isWellFormed())) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), inner]));
}

/** A text as it is, anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (jsonOf(value) ?? '');
}

/** As {@link textOf}, and `undefined` for nothing. */
export function optionalText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : textOf(value);
}

/** A list with its place in front of every key: `llm.tools.0.tool.name`. */
export function indexed(prefix: string, list: readonly Fields[]): Fields {
  const flat: Record<string, unknown> = {};
  list.forEach((entries, index) => {
    for (const [key, value] of Object.entries(entries)) flat[`${prefix}.${index}.${key}`] = value;
  });
  return flat;
}
