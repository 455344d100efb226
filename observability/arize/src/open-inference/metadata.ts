import type { AnyExportedSpan } from '@mastra/core/observability';
import { jsonOf } from './fields.ts';

/**
 * What OpenInference has no name for, as one JSON object: the user's metadata by its own keys, the span's own attributes
 * and where it belongs under `mastra`.
 */
export function metadataText(span: AnyExportedSpan, told: ReadonlySet<string>): string | undefined {
  const attributes = Object.entries(span.attributes ?? {}).filter(
    ([key, value]) => !told.has(key) && value !== undefined,
  );
  return jsonOf({
    ...span.metadata,
    mastra: {
      spanType: span.type,
      ...(span.isEvent && { isEvent: true }),
      endReason: span.endReason,
      errorCode: span.errorInfo?.id,
      errorDomain: span.errorInfo?.domain,
      errorDetails: span.errorInfo?.details,
      entityType: span.entityType,
      entityId: span.entityId,
      entityName: span.entityName,
      rootEntityName: span.rootEntityName,
      runId: span.runId,
      threadId: span.threadId,
      requestId: span.requestId,
      resourceId: span.resourceId,
      organizationId: span.organizationId,
      experimentId: span.experimentId,
      source: span.source,
      environment: span.environment,
      serviceName: span.serviceName,
      ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    },
  });
}
