import { MastraPrefix } from '../conventions/mastra.ts';
import type { AttributeBuilder } from '../otlp/attribute-builder.ts';

type Entries = Readonly<Record<string, unknown>> | undefined;

/** Names of attributes come from code and are few; what is more than this is made anew each time. */
const MAX_KNOWN = 1000;
const known = new Map<string, string>();

/**
 * Attributes that the conventions have no name for, in our own namespace and in snake case, as OpenTelemetry writes
 * names: `stepIndex` becomes `mastra.attributes.step_index`. A key with a dot is a full name already, given by somebody
 * who knows the conventions, and stays. Those in `spokenFor` are left out.
 */
export function putOwnAttributes(to: AttributeBuilder, attributes: Entries, spokenFor: ReadonlySet<string>): void {
  if (!attributes) return;
  for (const key of Object.keys(attributes)) {
    if (spokenFor.has(key)) continue;
    to.put(key.includes('.') ? key : snakeCase(MastraPrefix.ATTRIBUTES, key), attributes[key]);
  }
}

/** The entries of a user's metadata, keys unchanged. */
export function putMetadata(to: AttributeBuilder, metadata: Entries): void {
  if (!metadata) return;
  for (const key of Object.keys(metadata)) to.put(MastraPrefix.METADATA + key, metadata[key]);
}

/** A key in snake case behind a prefix. */
export function snakeCase(prefix: string, key: string): string {
  const name = prefix + key;
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = prefix + key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  if (known.size < MAX_KNOWN) known.set(name, made);
  return made;
}
