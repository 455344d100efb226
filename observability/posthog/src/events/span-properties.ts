import { type AnyExportedSpan, errorStack } from '@mastra/core/observability';
import { correlationProperties, withMetadata } from './person.ts';
import type { EventContext } from './posthog-event.ts';

/** Attributes that are content, like what was asked and answered. */
const CONTENT = new Set(['instructions']);

/** What every event of a span says, whatever its kind. */
export function spanProperties(
  span: AnyExportedSpan,
  context: EventContext,
  own: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  const { errorInfo, endReason, links } = span;
  const attributes = Object.entries(span.attributes ?? {}).filter(
    ([name, value]) => value !== undefined && !known.has(name) && !(context.privacyMode && CONTENT.has(name)),
  );
  const properties: Record<string, unknown> = {
    $ai_framework: 'mastra',
    $ai_trace_id: span.traceId,
    $ai_span_id: span.id,
    $ai_parent_id: parentOf(span, context),
    $ai_span_name: span.name,
    $ai_latency: latencyOf(span),
    $ai_is_error: errorInfo !== undefined,
    ...own,
    ...correlationProperties(span, context.organizationGroup),
    span_type: span.type,
  };
  if (errorInfo) {
    const { stack: _, name, ...error } = errorInfo;
    const stack = errorStack(errorInfo);
    properties.$ai_error = { ...(name && { name }), ...error };
    if (name) properties.$ai_error_type = name;
    if (stack) properties.error_stack = stack;
  }
  if (endReason) properties.end_reason = endReason;
  if (span.isEvent) properties.is_event = true;
  if (span.isRootSpan && span.parentSpanId) properties.remote_parent_id = span.parentSpanId;
  if (links?.length) properties.links = links;
  if (attributes.length > 0) properties.attributes = Object.fromEntries(attributes);
  return withMetadata(properties, span.metadata);
}

/** PostHog shows what hangs below the trace or below a span that it has. */
function parentOf(span: AnyExportedSpan, { joinRemoteTraces }: EventContext): string {
  const { parentSpanId, isRootSpan, traceId } = span;
  return parentSpanId === undefined || (isRootSpan && !joinRemoteTraces) ? traceId : parentSpanId;
}

/** Seconds. */
export function latencyOf(span: AnyExportedSpan): number {
  return Math.max(0, (span.endTime ?? span.startTime).getTime() - span.startTime.getTime()) / 1000;
}
