import { type AnyExportedSpan, errorStack, type SpanLink } from '@mastra/core/observability';
import { attributesOf, genAiSpan } from '@mastra/otel-exporter';
import { type Link, type Span, SpanStatusCode, TraceFlags } from '@opentelemetry/api';

/** Writes what was recorded of one of our spans onto its OpenTelemetry counterpart, as `@mastra/otel-exporter` would send it. */
export function describe(span: Span, exported: AnyExportedSpan, includeContent: boolean): void {
  const { name, attributes, events = [] } = genAiSpan(exported, { includeContent });
  span.updateName(name);
  span.setAttributes(attributes);
  for (const event of events) span.addEvent(event.name, event.attributes, event.time);
  if (exported.links?.length) span.addLinks(exported.links.map(linkOf));
  describeFailure(span, exported);
}

function describeFailure(span: Span, { errorInfo, endReason, endTime }: AnyExportedSpan): void {
  if (errorInfo) {
    const { name, message } = errorInfo;
    const stack = errorStack(errorInfo);
    const exception = { 'exception.type': name, 'exception.message': message, 'exception.stacktrace': stack };
    span.addEvent('exception', attributesOf(exception), endTime);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  } else if (endReason === 'timeout') {
    span.setStatus({ code: SpanStatusCode.ERROR, message: endReason });
  }
}

function linkOf({ traceId, spanId, attributes }: SpanLink): Link {
  return {
    context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED },
    attributes: attributes && attributesOf(attributes),
  };
}
