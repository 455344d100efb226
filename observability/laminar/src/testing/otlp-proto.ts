import definitions from 'opentelemetry-protobuf-definitions/build/src/generated/root.js';

/** A message as protobufjs generates it. */
interface MessageType {
  decode(bytes: Uint8Array): object;
  verify(message: object): string | null;
  toObject(message: object, options: Readonly<Record<string, unknown>>): unknown;
}

/** The generated module, which is made from OpenTelemetry's official definitions, declares none of its parts. */
interface Definitions {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: { readonly trace: { readonly v1: { readonly ExportTraceServiceRequest: MessageType } } };
    };
  };
}

const request = (definitions as unknown as Definitions).opentelemetry.proto.collector.trace.v1
  .ExportTraceServiceRequest;

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
}
type Attributes = readonly { readonly key: string; readonly value: AnyValue }[];
interface WireSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId?: Uint8Array;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: Attributes;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly events?: readonly { readonly name: string; readonly attributes?: Attributes }[];
}
interface WireRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: Attributes };
    readonly scopeSpans?: readonly {
      readonly scope?: { readonly name: string };
      readonly spans?: readonly WireSpan[];
    }[];
  }[];
}

/** A span as it is on the wire. */
export interface DecodedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly statusCode: number;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope: string | undefined;
}

/** Decodes the body of a request to an OTLP endpoint for traces. */
export function decodeSpans(body: Uint8Array): readonly DecodedSpan[] {
  const message = request.decode(body);
  const problem = request.verify(message);
  if (problem) throw new Error(problem);
  const decoded = request.toObject(message, { longs: String }) as WireRequest;
  return (decoded.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map(span => ({
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: span.parentSpanId?.length ? hex(span.parentSpanId) : undefined,
        name: span.name,
        startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
        endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
        statusCode: span.status?.code ?? 0,
        events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: plain(attributes) })),
        attributes: plain(span.attributes),
        resource: plain(resource?.attributes),
        scope: scope?.name,
      })),
    ),
  );
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function plain(attributes: Attributes = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: AnyValue): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
