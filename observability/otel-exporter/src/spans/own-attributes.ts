import { MastraPrefix } from '../conventions/mastra.ts';

/**
 * Attributes that the conventions have no name for, in our own namespace and in snake case, as OpenTelemetry writes
 * names: `stepIndex` becomes `mastra.attributes.step_index`. A key with a dot is a full name already, given by somebody
 * who knows the conventions, and stays.
 */
export function ownAttributes(
  attributes: Readonly<Record<string, unknown>> | undefined,
  known: ReadonlySet<string>,
): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (known.has(key)) continue;
    own[key.includes('.') ? key : MastraPrefix.ATTRIBUTES + snakeCase(key)] = value;
  }
  return own;
}

/** The entries of a user's metadata, keys unchanged. */
export function metadataAttributes(metadata: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  return prefixed(MastraPrefix.METADATA, metadata);
}

export function prefixed(
  prefix: string,
  entries: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries ?? {}).map(([key, value]) => [prefix + key, value]));
}

export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}
