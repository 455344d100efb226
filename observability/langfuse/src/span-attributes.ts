import type { AnyExportedSpan } from '@mastra/core/observability';
import { payloadText as text } from '@mastra/observability/exporters';
import { Langfuse } from './attributes.ts';
import { environmentName } from './environment.ts';
import { observationMetadata } from './metadata.ts';
import { modelAttributes } from './model-attributes.ts';
import { consumesTokens, observationType } from './observation-type.ts';
import { observationStatus } from './span-status.ts';
import type { TraceFacts } from './trace-memory.ts';

/** What holds for everything that one exporter sends. */
export interface CommonFields {
  readonly environment?: string;
  readonly release?: string;
  readonly version?: string;
}

export type SpanAttributes = Record<string, string | number | boolean | string[]>;

/**
 * A span in the attributes that Langfuse reads. Session, user, tags, release and the like are on every span: Langfuse
 * filters and adds up observations, not traces.
 */
export function spanAttributes(
  span: AnyExportedSpan,
  trace: TraceFacts | undefined,
  common: CommonFields,
): SpanAttributes {
  const type = observationType(span);
  const status = observationStatus(span);
  // A root has its own metadata whole.
  const ofTrace = span.isRootSpan ? undefined : trace;
  const attributes = {
    [Langfuse.TYPE]: type,
    [Langfuse.LEVEL]: status.level,
    [Langfuse.STATUS_MESSAGE]: status.message,
    [Langfuse.INPUT]: text(span.input),
    [Langfuse.OUTPUT]: text(span.output),
    ...(consumesTokens(type) && modelAttributes(span, ofTrace?.prompt)),
    [Langfuse.TRACE_NAME]: span.isRootSpan ? span.name : ofTrace?.name,
    [Langfuse.TRACE_TAGS]: span.tags && span.tags.length > 0 ? [...span.tags] : undefined,
    [Langfuse.USER_ID]: span.userId,
    [Langfuse.SESSION_ID]: span.sessionId,
    [Langfuse.ENVIRONMENT]: common.environment ?? environmentName(span.environment),
    [Langfuse.RELEASE]: common.release,
    [Langfuse.VERSION]: common.version,
    [Langfuse.IS_APP_ROOT]: span.isRootSpan || undefined,
    ...prefixed(Langfuse.METADATA, observationMetadata(span, type)),
    ...prefixed(Langfuse.TRACE_METADATA, without(span.metadata, ofTrace?.metadata)),
  };
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]));
}

/** Of one key, Langfuse shows what the trace says: a span's own word must not be covered. */
function without(
  own: Readonly<Record<string, unknown>> = {},
  ofTrace: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ofTrace).filter(([key]) => !(key in own)));
}
