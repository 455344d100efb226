import type { CorrelationContext, ObservabilityEvent, SpanErrorInfo } from '@mastra/core/observability';
import { Capture } from '../spans/capture.ts';
import { toErrorInfo } from '../spans/error-info.ts';
import type { Redactor } from '../spans/redactor.ts';
import type { ExemptRoot } from './exempt.ts';

/** Bounds for events that somebody else made; ours were bounded when they were captured. */
const LIMITS = { maxStringLength: Number.MAX_SAFE_INTEGER, maxPayloadBytes: Number.MAX_SAFE_INTEGER, maxDepth: 200 };

const captures = new WeakMap<Redactor, Capture>();

function captureOf(redactor: Redactor): Capture {
  let capture = captures.get(redactor);
  if (!capture) {
    capture = new Capture(LIMITS, redactor);
    captures.set(redactor, capture);
  }
  return capture;
}

/** A copy of the event with every field of the user's redacted. */
export function redactEvent(event: ObservabilityEvent, redactor: Redactor): ObservabilityEvent {
  const capture = captureOf(redactor);
  const text = <T extends string | undefined>(value: T): T =>
    value === undefined ? value : (capture.text(value) as T);
  const record = (value: Readonly<Record<string, unknown>> | undefined, root?: ExemptRoot) =>
    capture.record(value, root);
  const error = (value: SpanErrorInfo | undefined) => value && toErrorInfo({ ...value, code: value.id }, capture);
  const correlation = (value: CorrelationContext | undefined) =>
    record(value as Record<string, unknown>) as CorrelationContext | undefined;

  switch (event.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error': {
      const span = event.exportedSpan;
      const { startTime, endTime, input, output, attributes, metadata, errorInfo, links, name, ...plain } = span;
      const exportedSpan = {
        ...(record(plain) as typeof plain),
        id: span.id,
        traceId: span.traceId,
        parentSpanId: span.parentSpanId,
        name: text(name),
        startTime,
        endTime,
        input: capture.value(input, 'input'),
        output: capture.value(output, 'output'),
        attributes: record(attributes, 'attributes'),
        metadata: record(metadata, 'metadata'),
        errorInfo: error(errorInfo),
        links: capture.value(links) as typeof links,
      };
      return event.type === 'span.error'
        ? { type: event.type, exportedSpan, error: error(event.error)! }
        : { type: event.type, exportedSpan };
    }
    case 'log': {
      const { log } = event;
      return {
        type: 'log',
        log: {
          ...log,
          logId: text(log.logId),
          message: text(log.message),
          data: record(log.data, 'data'),
          metadata: record(log.metadata, 'metadata'),
          correlationContext: correlation(log.correlationContext),
        },
      };
    }
    case 'metric': {
      const { metric } = event;
      return {
        type: 'metric',
        metric: {
          ...metric,
          metricId: text(metric.metricId),
          name: text(metric.name),
          unit: text(metric.unit),
          labels: record(metric.labels) as Record<string, string>,
          metadata: record(metric.metadata, 'metadata'),
          correlationContext: correlation(metric.correlationContext),
        },
      };
    }
    case 'score': {
      const { score } = event;
      return {
        type: 'score',
        score: {
          ...score,
          scoreId: text(score.scoreId),
          scorerId: text(score.scorerId),
          scorerVersion: text(score.scorerVersion),
          scoreTraceId: text(score.scoreTraceId),
          reason: text(score.reason),
          metadata: record(score.metadata, 'metadata'),
          correlationContext: correlation(score.correlationContext),
        },
      };
    }
    case 'feedback': {
      const { feedback } = event;
      return {
        type: 'feedback',
        feedback: {
          ...feedback,
          feedbackId: text(feedback.feedbackId),
          feedbackType: text(feedback.feedbackType),
          feedbackSource: text(feedback.feedbackSource),
          feedbackUserId: text(feedback.feedbackUserId),
          messageId: text(feedback.messageId),
          value: typeof feedback.value === 'string' ? text(feedback.value) : feedback.value,
          comment: text(feedback.comment),
          metadata: record(feedback.metadata, 'metadata'),
          correlationContext: correlation(feedback.correlationContext),
        },
      };
    }
  }
}
