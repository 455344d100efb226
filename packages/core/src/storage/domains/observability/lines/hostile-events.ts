import fc from 'fast-check';
import type { ObservabilityEvent, Signal } from '../../../../observability/types/bus.ts';
import { ENTITY_TYPES } from '../../../../observability/types/correlation.ts';
import { LOG_LEVELS } from '../../../../observability/types/logging.ts';
import { METRIC_TYPES } from '../../../../observability/types/metrics.ts';
import { SPAN_TYPES } from '../../../../observability/types/span-types.ts';
import { SPAN_END_REASONS } from '../../../../observability/types/tracing.ts';

/** Events for tests, with everything that a caller may put into them and JSON finds hard. */

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(unit => String.fromCharCode(unit)) }),
  fc.constantFrom('', '\0', '\ud800', 'a\udc00b', '\ufeff', '\\ud800', '"', '\u2028', '$exact', 'null', '\u{1f600}'),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 0, 5e-324, -1e308, 1.7976931348623157e308, 1 / 3, 2 ** 53, 2 ** 63, 1e21),
);
const date = fc.date({ min: new Date(0), max: new Date(Date.UTC(2299, 11, 31)), noInvalidDate: true });
const key = fc.oneof(text, fc.constantFrom('$exact', 'value', 'timestamp', 'context', 'toString'));
const value = fc.anything({
  key,
  values: [text, number, fc.boolean(), fc.constant(null), fc.constant(undefined), fc.bigInt(), date],
  maxDepth: 4,
});
const object = fc.dictionary(key, value, { noNullPrototype: true });

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const entityType = fc.constantFrom(...ENTITY_TYPES);

const correlation = {
  entityType: maybe(entityType),
  entityId: maybe(text),
  entityName: maybe(text),
  parentEntityType: maybe(entityType),
  parentEntityId: maybe(text),
  parentEntityName: maybe(text),
  rootEntityType: maybe(entityType),
  rootEntityId: maybe(text),
  rootEntityName: maybe(text),
  userId: maybe(text),
  organizationId: maybe(text),
  resourceId: maybe(text),
  runId: maybe(text),
  sessionId: maybe(text),
  threadId: maybe(text),
  requestId: maybe(text),
  environment: maybe(text),
  serviceName: maybe(text),
  source: maybe(text),
  experimentId: maybe(text),
  tags: maybe(fc.array(text)),
};

const id = text.filter(text => text !== '' && text.isWellFormed());

const linked = {
  timestamp: date,
  traceId: maybe(id),
  spanId: maybe(id),
  metadata: maybe(object),
  correlationContext: maybe(fc.record(correlation)),
};

const errorInfo = fc.record({ message: text, name: maybe(text), stack: maybe(text), details: maybe(object) });

const span = fc.record({
  id,
  traceId: id,
  parentSpanId: maybe(id),
  name: text,
  type: fc.constantFrom(...SPAN_TYPES),
  startTime: date,
  endTime: maybe(date),
  input: value,
  output: value,
  attributes: maybe(object),
  metadata: maybe(object),
  errorInfo: maybe(errorInfo),
  links: maybe(fc.array(fc.record({ traceId: id, spanId: id, attributes: maybe(object) }))),
  isEvent: fc.boolean(),
  isRootSpan: fc.boolean(),
  endReason: maybe(fc.constantFrom(...SPAN_END_REASONS)),
  ...correlation,
});

const log = fc.record({
  logId: id,
  level: fc.constantFrom(...LOG_LEVELS),
  message: text,
  data: maybe(object),
  ...linked,
});

const metric = fc.record({
  metricId: id,
  name: id,
  metricType: fc.constantFrom(...METRIC_TYPES),
  value: number,
  labels: fc.dictionary(key, text, { noNullPrototype: true }),
  unit: maybe(text),
  ...linked,
});

const score = fc.record({
  scoreId: id,
  scorerId: id,
  scorerVersion: maybe(text),
  score: number,
  reason: maybe(text),
  scoreTraceId: maybe(id),
  ...linked,
});

const feedback = fc.record({
  feedbackId: id,
  feedbackType: id,
  feedbackSource: id,
  value: fc.oneof(number, text),
  comment: maybe(text),
  feedbackUserId: maybe(text),
  messageId: maybe(text),
  ...linked,
});

/** Events of each signal that a store takes. */
export const hostileEvents = {
  tracing: fc.oneof(
    fc.record({ type: fc.constantFrom('span.started', 'span.updated', 'span.ended'), exportedSpan: span }),
    fc.record({ type: fc.constant('span.error'), exportedSpan: span, error: errorInfo }),
  ),
  log: log.map(log => ({ type: 'log', log })),
  metric: metric.map(metric => ({ type: 'metric', metric })),
  score: score.map(score => ({ type: 'score', score })),
  feedback: feedback.map(feedback => ({ type: 'feedback', feedback })),
} as unknown as Readonly<Record<Signal, fc.Arbitrary<ObservabilityEvent>>>;
