import type { AnyExportedSpan } from '@mastra/core/observability';
import { isRecord } from '@mastra/observability/exporters';
import { decimalId } from '../ids.ts';
import type { LlmObsKind } from '../protocol.ts';
import { snakeCase } from './text.ts';

type Metadata = Record<string, string | number | boolean>;

/** Attributes that have a field of their own on an `llm` or `embedding` span. */
const OWN_FIELD = new Set(['model', 'provider', 'responseModel', 'usage', 'costUsd', 'completionStartTime', 'tools']);
/** Datadog's names for settings whose name differs. */
const SETTINGS: Readonly<Record<string, string>> = { maxOutputTokens: 'max_tokens' };

/** Everything of a span that has no field in Datadog. Values that are no text, number or boolean become JSON. */
export function metadataOf(span: AnyExportedSpan, kind: LlmObsKind): Readonly<Metadata> | undefined {
  const metadata: Metadata = { span_type: span.type };
  const isModelCall = kind === 'llm' || kind === 'embedding';
  for (const [name, value] of Object.entries(span.attributes ?? {})) {
    if (isModelCall && OWN_FIELD.has(name)) continue;
    if (name === 'parameters' && isRecord(value)) {
      for (const [setting, given] of Object.entries(value))
        put(metadata, SETTINGS[setting] ?? snakeCase(setting), given);
    } else {
      put(metadata, snakeCase(name), value);
    }
  }
  put(metadata, 'end_reason', span.endReason);
  put(metadata, 'error_id', span.errorInfo?.id);
  put(metadata, 'error_domain', span.errorInfo?.domain);
  put(metadata, 'error_details', span.errorInfo?.details);
  if (span.isRootSpan && span.parentSpanId) put(metadata, 'remote_parent_id', decimalId(span.parentSpanId));
  if (span.links?.length) {
    put(
      metadata,
      'links',
      span.links.map(({ traceId, spanId, attributes }) => ({
        trace_id: traceId,
        span_id: decimalId(spanId),
        ...(attributes && { attributes }),
      })),
    );
  }
  // Last, so that what the user calls by a name of ours is the user's.
  for (const [name, value] of Object.entries(span.metadata ?? {})) put(metadata, name, value);
  return metadata;
}

function put(metadata: Metadata, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'string' || typeof value === 'boolean') metadata[name] = value;
  else if (typeof value === 'number' && Number.isFinite(value)) metadata[name] = value;
  else if (value instanceof Date) metadata[name] = value.toISOString();
  else metadata[name] = JSON.stringify(value) ?? String(value);
}
