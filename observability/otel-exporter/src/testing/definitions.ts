import definitions from 'opentelemetry-protobuf-definitions/build/src/generated/root.js';
import type { OtlpSignal } from '../otlp/signal.ts';

type Fields = Record<string, unknown>;

/** A message as protobufjs generates it. */
interface MessageType {
  decode(bytes: Uint8Array): object;
  encode(message: object): { finish(): Uint8Array };
  fromObject(value: Fields): object;
  toObject(message: object, options: Fields): Fields;
  verify(message: object): string | null;
}

type Service = Readonly<Record<'v1', Readonly<Record<string, MessageType>>>>;

/** The generated module declares none of its parts. */
interface Definitions {
  readonly opentelemetry: {
    readonly proto: { readonly collector: Readonly<Record<'trace' | 'logs' | 'metrics', Service>> };
  };
}

const { collector } = (definitions as unknown as Definitions).opentelemetry.proto;

/** Requests by signal, as OpenTelemetry's own code, which is made from the official definitions, reads them. */
const REQUESTS = {
  traces: messageOf(collector.trace, 'ExportTraceServiceRequest'),
  logs: messageOf(collector.logs, 'ExportLogsServiceRequest'),
  metrics: messageOf(collector.metrics, 'ExportMetricsServiceRequest'),
};

const RESPONSES = {
  traces: messageOf(collector.trace, 'ExportTraceServiceResponse'),
  logs: messageOf(collector.logs, 'ExportLogsServiceResponse'),
  metrics: messageOf(collector.metrics, 'ExportMetricsServiceResponse'),
};

function messageOf(service: Service, name: string): MessageType {
  const type = service.v1[name];
  if (!type) throw new Error(`the definitions have no ${name}`);
  return type;
}

/** A request in its JSON form, with ids as hex and 64-bit numbers as text, whatever form it came in. */
export function decodeRequest(signal: OtlpSignal, body: Uint8Array, encoding: 'protobuf' | 'json'): Fields {
  const type = REQUESTS[signal];
  if (encoding === 'json') {
    const given = JSON.parse(new TextDecoder().decode(body)) as Fields;
    const problem = type.verify(type.fromObject(given));
    if (problem) throw new Error(problem);
    return given;
  }
  const message = type.decode(body);
  const problem = type.verify(message);
  if (problem) throw new Error(problem);
  return hexIds(type.toObject(message, { longs: String, bytes: String, defaults: false })) as Fields;
}

export function encodeResponse(signal: OtlpSignal, response: Fields): Uint8Array {
  const type = RESPONSES[signal];
  return type.encode(type.fromObject(response)).finish();
}

const IDS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

function hexIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hexIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      IDS.has(key) ? Buffer.from(inner as string, 'base64').toString('hex') : hexIds(inner),
    ]),
  );
}
