import {
  LOG_LEVELS,
  METRIC_TYPES,
  type ObservabilityEvent,
  type Signal,
  type TracingEvent,
} from '@mastra/core/observability';
import { signalOf } from '../bus/observability.ts';
import { Capture } from '../spans/capture.ts';

type Payload = Readonly<Record<string, unknown>>;

/** The fields of an event's payload that hold values of any shape. */
const VALUES: Readonly<Record<Signal, readonly string[]>> = {
  tracing: ['input', 'output', 'attributes', 'metadata', 'errorInfo', 'links', 'tags'],
  log: ['data', 'metadata', 'correlationContext'],
  metric: ['labels', 'metadata', 'correlationContext'],
  score: ['metadata', 'correlationContext'],
  feedback: ['metadata', 'correlationContext'],
};

// What a processor returns has been redacted, and is only made plain.
const plain = new Capture({ maxStringLength: 2 ** 26, maxPayloadBytes: 2 ** 26, maxDepth: 64 });

export function payloadOf(event: ObservabilityEvent): Payload {
  return ('exportedSpan' in event ? event.exportedSpan : event[event.type as never]) as unknown as Payload;
}

/**
 * The event that a processor returned, as what may be exported: of the same signal, complete, and without getters and
 * objects of the processor's own that could change or throw later. `given` is the payload that the processor got.
 *
 * @returns `undefined` where the answer is not an event of the same signal
 * @throws what a getter of the answer throws
 */
export function checkedAnswer(
  answer: ObservabilityEvent,
  signal: Signal,
  given: Payload,
): ObservabilityEvent | undefined {
  if (typeof answer !== 'object' || answer === null || signalOf(answer) !== signal) return undefined;
  const payload = payloadOf(answer);
  if (typeof payload !== 'object' || payload === null) return undefined;
  if (payload === given) return isComplete(signal, payload, answer.type) ? answer : undefined;
  const copy: Record<string, unknown> = { ...payload };
  for (const name of VALUES[signal]) if (copy[name] !== given[name]) copy[name] = plain.value(copy[name]);
  plain.takeBytes();
  if (!isComplete(signal, copy, answer.type)) return undefined;
  if (signal !== 'tracing') return { type: signal, [signal]: copy } as unknown as ObservabilityEvent;
  const exportedSpan = copy as unknown as TracingEvent['exportedSpan'];
  if (answer.type !== 'span.error') return { type: answer.type, exportedSpan } as TracingEvent;
  return { type: 'span.error', exportedSpan, error: exportedSpan.errorInfo ?? { message: '' } };
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isDate = (value: unknown): boolean => value instanceof Date && !Number.isNaN(value.getTime());

function isComplete(signal: Signal, payload: Payload, type: ObservabilityEvent['type']): boolean {
  switch (signal) {
    case 'tracing': {
      const { id, traceId, name, startTime, endTime } = payload;
      if (!isText(id) || !isText(traceId) || typeof name !== 'string' || !isText(payload.type)) return false;
      return isDate(startTime) && (type === 'span.ended' ? isDate(endTime) : endTime === undefined || isDate(endTime));
    }
    case 'log': {
      const { logId, timestamp, level, message } = payload;
      return isText(logId) && isDate(timestamp) && LOG_LEVELS.includes(level as never) && typeof message === 'string';
    }
    case 'metric': {
      const { metricId, timestamp, name, metricType, value, labels } = payload;
      if (!isText(metricId) || !isDate(timestamp) || !isText(name) || !Number.isFinite(value)) return false;
      return METRIC_TYPES.includes(metricType as never) && typeof labels === 'object' && labels !== null;
    }
    case 'score': {
      const { scoreId, timestamp, scorerId, score } = payload;
      return isText(scoreId) && isDate(timestamp) && isText(scorerId) && Number.isFinite(score);
    }
    case 'feedback': {
      const { feedbackId, timestamp, feedbackType, feedbackSource, value } = payload;
      if (!isText(feedbackId) || !isDate(timestamp) || !isText(feedbackType) || !isText(feedbackSource)) return false;
      return typeof value === 'string' || Number.isFinite(value);
    }
  }
}
