import type { AnyExportedSpan } from '@mastra/core/observability';
import { payloadText as text } from '@mastra/observability/exporters';
import { MODEL_FIELDS } from './model-attributes.ts';
import type { ObservationType } from './observation-type.ts';
import { consumesTokens } from './observation-type.ts';

/** The correlation that Langfuse has no field of its own for. */
const CORRELATION = [
  'entityType',
  'entityId',
  'entityName',
  'parentEntityType',
  'parentEntityId',
  'parentEntityName',
  'rootEntityType',
  'rootEntityId',
  'rootEntityName',
  'organizationId',
  'resourceId',
  'runId',
  'threadId',
  'requestId',
  'source',
  'experimentId',
] as const satisfies readonly (keyof AnyExportedSpan)[];

/** Longest text of a trace's metadata that is repeated on its spans: a value to filter by, as Langfuse's SDK has it. */
const MAX_REPEATED = 200;

/**
 * What Langfuse has no field for, by key: the span's type, correlation, attributes, error and links, and over them the
 * user's own metadata.
 */
export function observationMetadata(span: AnyExportedSpan, type: ObservationType): Readonly<Record<string, string>> {
  const { attributes, errorInfo, links, endReason } = span;
  const metadata: Record<string, unknown> = { spanType: span.type, endReason };
  for (const field of CORRELATION) metadata[field] = span[field];
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (!(consumesTokens(type) && MODEL_FIELDS.has(key))) metadata[key] = value;
  }
  if (errorInfo) metadata.error = errorInfo;
  if (links && links.length > 0) metadata.links = links;
  return texts({ ...metadata, ...span.metadata });
}

/** The values of a root's metadata that are worth repeating on the spans of its trace: those short enough to filter by. */
export function shortMetadata(metadata: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts(metadata)).filter(([, value]) => value.length <= MAX_REPEATED));
}

function texts(metadata: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(metadata)) {
    const valueText = text(value);
    if (valueText !== undefined) found[key] = valueText;
  }
  return found;
}
