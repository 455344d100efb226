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
type Pairs = readonly { readonly key: string; readonly value: AnyValue }[];
interface WireSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId?: Uint8Array;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: Pairs;
  readonly events?: readonly { readonly name: string; readonly attributes?: Pairs }[];
  readonly links?: readonly { readonly traceId: Uint8Array; readonly spanId: Uint8Array }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}
interface WireRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: Pairs };
    readonly scopeSpans?: readonly {
      readonly scope?: { readonly name: string };
      readonly spans?: readonly WireSpan[];
    }[];
  }[];
}

type Attributes = Readonly<Record<string, unknown>>;

/** A span as it came over OTLP. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly resource: Attributes;
  readonly scope: string | undefined;
}

/** The spans of a request to an OTLP endpoint, in protobuf. Throws for what is not such a request. */
export function decodeOtlpSpans(body: Uint8Array): readonly OtlpSpan[] {
  const message = request.decode(body);
  const problem = request.verify(message);
  if (problem) throw new Error(problem);
  const { resourceSpans = [] } = request.toObject(message, { longs: String }) as WireRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map(span => ({
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: span.parentSpanId?.length ? hex(span.parentSpanId) : undefined,
        name: span.name,
        startMs: milliseconds(span.startTimeUnixNano),
        endMs: milliseconds(span.endTimeUnixNano),
        status: span.status ?? {},
        attributes: plain(span.attributes),
        events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: plain(attributes) })),
        links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId: hex(traceId), spanId: hex(spanId) })),
        resource: plain(resource?.attributes),
        scope: scope?.name,
      })),
    ),
  );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const milliseconds = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n);

function plain(pairs: Pairs = []): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: AnyValue): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
