/** The part of OpenTelemetry's protocol that is read and answered, as protobufjs takes a schema: names and numbers of fields. */
const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number) => ({ rule: 'repeated', type, id });

const span = {
  fields: {
    traceId: field('bytes', 1),
    spanId: field('bytes', 2),
    traceState: field('string', 3),
    parentSpanId: field('bytes', 4),
    name: field('string', 5),
    kind: field('int32', 6),
    startTimeUnixNano: field('fixed64', 7),
    endTimeUnixNano: field('fixed64', 8),
    attributes: list('KeyValue', 9),
    droppedAttributesCount: field('uint32', 10),
    events: list('SpanEvent', 11),
    droppedEventsCount: field('uint32', 12),
    links: list('SpanLink', 13),
    droppedLinksCount: field('uint32', 14),
    status: field('SpanStatus', 15),
    flags: field('fixed32', 16),
  },
};

const logRecord = {
  fields: {
    timeUnixNano: field('fixed64', 1),
    severityNumber: field('int32', 2),
    severityText: field('string', 3),
    body: field('AnyValue', 5),
    attributes: list('KeyValue', 6),
    droppedAttributesCount: field('uint32', 7),
    flags: field('fixed32', 8),
    traceId: field('bytes', 9),
    spanId: field('bytes', 10),
    observedTimeUnixNano: field('fixed64', 11),
    eventName: field('string', 12),
  },
};

// Metrics are counted, not read.
const points = { fields: { dataPoints: list('DataPoint', 1) } };

const response = (partialSuccess: string) => ({ fields: { partialSuccess: field(partialSuccess, 1) } });
const partialSuccess = (rejected: string) => ({
  fields: { [rejected]: field('int64', 1), errorMessage: field('string', 2) },
});

export const OTLP_SCHEMA = {
  nested: {
    AnyValue: {
      oneofs: {
        value: {
          oneof: ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'],
        },
      },
      fields: {
        stringValue: field('string', 1),
        boolValue: field('bool', 2),
        intValue: field('int64', 3),
        doubleValue: field('double', 4),
        arrayValue: field('ArrayValue', 5),
        kvlistValue: field('KeyValueList', 6),
        bytesValue: field('bytes', 7),
      },
    },
    ArrayValue: { fields: { values: list('AnyValue', 1) } },
    KeyValueList: { fields: { values: list('KeyValue', 1) } },
    KeyValue: { fields: { key: field('string', 1), value: field('AnyValue', 2) } },
    Scope: { fields: { name: field('string', 1), version: field('string', 2), attributes: list('KeyValue', 3) } },
    Resource: { fields: { attributes: list('KeyValue', 1) } },

    Span: span,
    SpanEvent: {
      fields: { timeUnixNano: field('fixed64', 1), name: field('string', 2), attributes: list('KeyValue', 3) },
    },
    SpanLink: {
      fields: {
        traceId: field('bytes', 1),
        spanId: field('bytes', 2),
        traceState: field('string', 3),
        attributes: list('KeyValue', 4),
      },
    },
    SpanStatus: { fields: { message: field('string', 2), code: field('int32', 3) } },
    ScopeSpans: { fields: { scope: field('Scope', 1), spans: list('Span', 2), schemaUrl: field('string', 3) } },
    ResourceSpans: { fields: { resource: field('Resource', 1), scopeSpans: list('ScopeSpans', 2) } },
    TraceRequest: { fields: { resourceSpans: list('ResourceSpans', 1) } },
    TraceResponse: response('TracePartialSuccess'),
    TracePartialSuccess: partialSuccess('rejectedSpans'),

    LogRecord: logRecord,
    ScopeLogs: { fields: { scope: field('Scope', 1), logRecords: list('LogRecord', 2) } },
    ResourceLogs: { fields: { resource: field('Resource', 1), scopeLogs: list('ScopeLogs', 2) } },
    LogRequest: { fields: { resourceLogs: list('ResourceLogs', 1) } },
    LogResponse: response('LogPartialSuccess'),
    LogPartialSuccess: partialSuccess('rejectedLogRecords'),

    DataPoint: { fields: {} },
    Points: points,
    Metric: {
      fields: {
        name: field('string', 1),
        gauge: field('Points', 5),
        sum: field('Points', 7),
        histogram: field('Points', 9),
        exponentialHistogram: field('Points', 10),
        summary: field('Points', 11),
      },
    },
    ScopeMetrics: { fields: { metrics: list('Metric', 2) } },
    ResourceMetrics: { fields: { scopeMetrics: list('ScopeMetrics', 2) } },
    MetricRequest: { fields: { resourceMetrics: list('ResourceMetrics', 1) } },
    MetricResponse: response('MetricPartialSuccess'),
    MetricPartialSuccess: partialSuccess('rejectedDataPoints'),

    // google.rpc.Status, the form of errors.
    Status: { fields: { code: field('int32', 1), message: field('string', 2) } },
  },
};

/** Messages that are read or written by themselves. */
export type OtlpMessage =
  | 'TraceRequest'
  | 'TraceResponse'
  | 'LogRequest'
  | 'LogResponse'
  | 'MetricRequest'
  | 'MetricResponse'
  | 'Status';
