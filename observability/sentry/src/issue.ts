import type { AnyExportedSpan, SpanErrorInfo } from '@mastra/core/observability';
import type { Event, Exception, StackParser } from '@sentry/core';
import { cut } from './attributes.ts';
import type { Origin } from './context.ts';
import { seconds, stableEventId } from './ids.ts';
import { operationOf } from './operation.ts';
import type { Segment } from './segments.ts';

export interface IssueOptions {
  readonly origin: Origin;
  readonly segment: Segment | undefined;
  readonly parseStack: StackParser;
}

/** An error event with its trace, from which Sentry makes an issue. Sentry cuts messages at 8,192 characters. */
const MAX_MESSAGE = 8192;

export function toErrorEvent(span: AnyExportedSpan, error: SpanErrorInfo, options: IssueOptions): Event {
  const { origin, segment, parseStack } = options;
  return {
    event_id: stableEventId('error', span.traceId, span.id),
    timestamp: seconds(span.endTime ?? span.startTime),
    platform: 'node',
    level: 'error',
    logger: 'mastra',
    release: origin.release,
    environment: origin.environmentOf(span),
    transaction: segment?.name,
    sdk: origin.sdk,
    exception: { values: exceptionsOf(error, parseStack) },
    contexts: {
      trace: {
        trace_id: span.traceId,
        span_id: span.id,
        parent_span_id: span.parentSpanId,
        op: operationOf(span).op,
        status: 'internal_error',
        origin: 'auto.ai.mastra',
      },
      ...(error.details && { error_details: { ...error.details } }),
    },
    tags: tagsOf(span, error),
    ...(span.userId !== undefined && { user: { id: span.userId } }),
  };
}

/** The error and what caused it, the cause first, as Sentry has them. */
function exceptionsOf(error: SpanErrorInfo, parseStack: StackParser): Exception[] {
  const exceptions: Exception[] = [];
  for (let current: SpanErrorInfo | undefined = error; current; current = current.cause) {
    const id = exceptions.length;
    const frames = current.stack ? parseStack(current.stack) : [];
    const asCause = { type: 'chained', source: 'cause', parent_id: id - 1 };
    exceptions.push({
      type: current.name ?? 'Error',
      value: cut(current.message, MAX_MESSAGE),
      mechanism: { type: 'auto.ai.mastra', handled: true, exception_id: id, ...(id > 0 && asCause) },
      ...(frames.length > 0 && { stacktrace: { frames } }),
    });
  }
  return exceptions.reverse();
}

/** What issues can be searched by. Sentry takes at most 200 characters a value. */
function tagsOf(span: AnyExportedSpan, error: SpanErrorInfo): Record<string, string> {
  const tags = {
    'error.code': error.id,
    'error.domain': error.domain,
    'error.category': error.category,
    'mastra.span_type': span.type,
    'mastra.span_name': span.name,
    'mastra.entity_type': span.entityType,
    'mastra.entity_name': span.entityName,
    'mastra.root_entity_name': span.rootEntityName,
    'mastra.run_id': span.runId,
    'mastra.session_id': span.sessionId,
    'mastra.thread_id': span.threadId,
    'mastra.service': span.serviceName,
  };
  const entries = Object.entries(tags).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(entries.map(([key, value]) => [key, value.slice(0, 200)]));
}
