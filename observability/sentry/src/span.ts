import { type AnyExportedSpan, errorStack, type SpanEndReason } from '@mastra/core/observability';
import type { SerializedStreamedSpan } from '@sentry/core';
import { type PlainAttributes, prefixed, typed } from './attributes.ts';
import { correlationAttributes, type Origin } from './context.ts';
import { genAiAttributes, TOLD } from './gen-ai.ts';
import { seconds } from './ids.ts';
import { type Operation, operationOf } from './operation.ts';
import type { Segment } from './segments.ts';

export interface SpanOptions {
  readonly origin: Origin;
  readonly segment: Segment | undefined;
  readonly includeContent: boolean;
  /** Keep the stack on the span, where no issue has it. */
  readonly includeStack: boolean;
}

/** Ends that somebody wanted: no failure. */
const INTENDED: ReadonlySet<SpanEndReason> = new Set(['aborted', 'tripwire', 'suspended', 'abandoned', 'shutdown']);

/** Whether a span failed, rather than being stopped. */
export function hasFailed({ errorInfo, endReason }: AnyExportedSpan): boolean {
  return errorInfo !== undefined && !(endReason && INTENDED.has(endReason));
}

/** A span in the second version of Sentry's span protocol, in which spans travel one by one. */
export function toStreamedSpan(span: AnyExportedSpan, options: SpanOptions): SerializedStreamedSpan {
  const operation = operationOf(span);
  return {
    trace_id: span.traceId,
    span_id: span.id,
    ...(span.parentSpanId !== undefined && { parent_span_id: span.parentSpanId }),
    name: operation.name.toWellFormed(),
    start_timestamp: seconds(span.startTime),
    end_timestamp: seconds(span.endTime ?? span.startTime),
    status: hasFailed(span) || span.endReason === 'timeout' ? 'error' : 'ok',
    is_segment: span.isRootSpan,
    attributes: typed(attributesOf(span, operation, options)),
    ...(span.links?.length && {
      links: span.links.map(link => ({
        trace_id: link.traceId,
        span_id: link.spanId,
        ...(link.attributes && { attributes: typed(link.attributes) }),
      })),
    }),
  };
}

function attributesOf(span: AnyExportedSpan, operation: Operation, options: SpanOptions): PlainAttributes {
  const { origin, segment, includeContent } = options;
  const isTold = operation.genAi !== undefined;
  return {
    ...prefixed('mastra.metadata.', span.metadata),
    ...prefixed('mastra.attributes.', untold(span.attributes, isTold)),
    'mastra.span_type': span.type,
    'mastra.span_name': operation.name === span.name ? undefined : span.name,
    'mastra.is_event': span.isEvent || undefined,
    'mastra.end_reason': span.endReason,
    ...correlationAttributes(span),
    ...(includeContent && !isTold && { 'mastra.input': span.input, 'mastra.output': span.output }),
    ...genAiAttributes(span, operation, includeContent),
    ...failure(span, options.includeStack),
    ...origin.attributes(span),
    'sentry.op': operation.op,
    'sentry.origin': 'auto.ai.mastra',
    'sentry.platform': 'node',
    'sentry.trace_lifecycle': 'stream',
    'sentry.segment.id': segment?.id,
    'sentry.segment.name': segment?.name,
    'sentry.segment.name.source': span.isRootSpan ? 'custom' : undefined,
  };
}

/** What Sentry has no name for. A step keeps its tokens here, as text: its generation has them where Sentry adds up. */
function untold(attributes: PlainAttributes | undefined, isTold: boolean): PlainAttributes {
  const entries = Object.entries(attributes ?? {});
  return Object.fromEntries(isTold ? entries.filter(([key]) => !TOLD.has(key)) : entries);
}

function failure({ errorInfo }: AnyExportedSpan, includeStack: boolean): PlainAttributes {
  if (!errorInfo) return {};
  return {
    'error.type': errorInfo.id ?? errorInfo.name ?? 'Error',
    'sentry.status.message': errorInfo.message,
    'exception.stacktrace': includeStack ? errorStack(errorInfo) : undefined,
  };
}
