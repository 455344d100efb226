import { isRecord, jsonText } from '@mastra/observability/exporters';

/** An object whose entries are not known. */
export type Fields = Readonly<Record<string, unknown>>;

/** The entries of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** JSON text without unpaired surrogates: Phoenix reads some of it, and its database refuses them. */
export function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : jsonText(value);
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
