import { WIRE } from './protobuf-cursor.ts';

/** The scalar types of protobuf that the protocol uses. */
export type ScalarType =
  | 'string'
  | 'bytes'
  | 'bool'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'fixed64'
  | 'sfixed64'
  | 'fixed32'
  | 'double';

interface Field {
  readonly name: string;
  readonly type: MessageName | ScalarType;
  readonly wire: number;
  readonly isList: boolean;
}

type Fields = Readonly<Record<number, Field>>;

/** Messages that are read, by their names in the protocol. */
export type MessageName =
  | 'AnyValue'
  | 'ArrayValue'
  | 'KeyValueList'
  | 'KeyValue'
  | 'Scope'
  | 'Resource'
  | 'Span'
  | 'SpanEvent'
  | 'SpanLink'
  | 'SpanStatus'
  | 'LogRecord'
  | 'Metric'
  | 'NumberPoints'
  | 'HistogramPoints'
  | 'ExponentialPoints'
  | 'SummaryPoints'
  | 'NumberPoint'
  | 'HistogramPoint'
  | 'ExponentialPoint'
  | 'SummaryPoint'
  | 'Quantile'
  | 'Status';

const WIRES: Readonly<Record<string, number>> = {
  bool: WIRE.varint,
  int32: WIRE.varint,
  uint32: WIRE.varint,
  int64: WIRE.varint,
  fixed64: WIRE.fixed64,
  sfixed64: WIRE.fixed64,
  double: WIRE.fixed64,
  fixed32: WIRE.fixed32,
};

const one = (name: string, type: Field['type']): Field => ({
  name,
  type,
  wire: WIRES[type] ?? WIRE.bytes,
  isList: false,
});
const many = (name: string, type: Field['type']): Field => ({ ...one(name, type), isList: true });

/** The part of OpenTelemetry's protocol that is read: the fields of each message, by their numbers. */
export const MESSAGES: Readonly<Record<MessageName, Fields>> = {
  AnyValue: {
    1: one('stringValue', 'string'),
    2: one('boolValue', 'bool'),
    3: one('intValue', 'int64'),
    4: one('doubleValue', 'double'),
    5: one('arrayValue', 'ArrayValue'),
    6: one('kvlistValue', 'KeyValueList'),
    7: one('bytesValue', 'bytes'),
  },
  ArrayValue: { 1: many('values', 'AnyValue') },
  KeyValueList: { 1: many('values', 'KeyValue') },
  KeyValue: { 1: one('key', 'string'), 2: one('value', 'AnyValue') },
  Scope: { 1: one('name', 'string'), 2: one('version', 'string'), 3: many('attributes', 'KeyValue') },
  Resource: { 1: many('attributes', 'KeyValue') },

  Span: {
    1: one('traceId', 'bytes'),
    2: one('spanId', 'bytes'),
    3: one('traceState', 'string'),
    4: one('parentSpanId', 'bytes'),
    5: one('name', 'string'),
    6: one('kind', 'int32'),
    7: one('startTimeUnixNano', 'fixed64'),
    8: one('endTimeUnixNano', 'fixed64'),
    9: many('attributes', 'KeyValue'),
    10: one('droppedAttributesCount', 'uint32'),
    11: many('events', 'SpanEvent'),
    12: one('droppedEventsCount', 'uint32'),
    13: many('links', 'SpanLink'),
    14: one('droppedLinksCount', 'uint32'),
    15: one('status', 'SpanStatus'),
  },
  SpanEvent: { 1: one('timeUnixNano', 'fixed64'), 2: one('name', 'string'), 3: many('attributes', 'KeyValue') },
  SpanLink: {
    1: one('traceId', 'bytes'),
    2: one('spanId', 'bytes'),
    3: one('traceState', 'string'),
    4: many('attributes', 'KeyValue'),
  },
  SpanStatus: { 2: one('message', 'string'), 3: one('code', 'int32') },

  LogRecord: {
    1: one('timeUnixNano', 'fixed64'),
    2: one('severityNumber', 'int32'),
    3: one('severityText', 'string'),
    5: one('body', 'AnyValue'),
    6: many('attributes', 'KeyValue'),
    7: one('droppedAttributesCount', 'uint32'),
    9: one('traceId', 'bytes'),
    10: one('spanId', 'bytes'),
    11: one('observedTimeUnixNano', 'fixed64'),
    12: one('eventName', 'string'),
  },

  Metric: {
    1: one('name', 'string'),
    2: one('description', 'string'),
    3: one('unit', 'string'),
    5: one('gauge', 'NumberPoints'),
    7: one('sum', 'NumberPoints'),
    9: one('histogram', 'HistogramPoints'),
    10: one('exponentialHistogram', 'ExponentialPoints'),
    11: one('summary', 'SummaryPoints'),
  },
  NumberPoints: {
    1: many('dataPoints', 'NumberPoint'),
    2: one('aggregationTemporality', 'int32'),
    3: one('isMonotonic', 'bool'),
  },
  HistogramPoints: { 1: many('dataPoints', 'HistogramPoint'), 2: one('aggregationTemporality', 'int32') },
  ExponentialPoints: { 1: many('dataPoints', 'ExponentialPoint'), 2: one('aggregationTemporality', 'int32') },
  SummaryPoints: { 1: many('dataPoints', 'SummaryPoint') },
  NumberPoint: {
    2: one('startTimeUnixNano', 'fixed64'),
    3: one('timeUnixNano', 'fixed64'),
    4: one('asDouble', 'double'),
    6: one('asInt', 'sfixed64'),
    7: many('attributes', 'KeyValue'),
    8: one('flags', 'uint32'),
  },
  HistogramPoint: {
    2: one('startTimeUnixNano', 'fixed64'),
    3: one('timeUnixNano', 'fixed64'),
    4: one('count', 'fixed64'),
    5: one('sum', 'double'),
    9: many('attributes', 'KeyValue'),
  },
  ExponentialPoint: {
    1: many('attributes', 'KeyValue'),
    2: one('startTimeUnixNano', 'fixed64'),
    3: one('timeUnixNano', 'fixed64'),
    4: one('count', 'fixed64'),
    5: one('sum', 'double'),
  },
  SummaryPoint: {
    2: one('startTimeUnixNano', 'fixed64'),
    3: one('timeUnixNano', 'fixed64'),
    4: one('count', 'fixed64'),
    5: one('sum', 'double'),
    6: many('quantileValues', 'Quantile'),
    7: many('attributes', 'KeyValue'),
  },
  Quantile: { 1: one('quantile', 'double'), 2: one('value', 'double') },

  // google.rpc.Status, the form of errors.
  Status: { 1: one('code', 'int32'), 2: one('message', 'string') },
};
