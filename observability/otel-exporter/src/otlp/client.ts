import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OtlpAnswer } from './answer.ts';
import { loadCodec, type OtlpCodec, type SignalCodec } from './codec.ts';
import { endpointOf, type OtlpEndpoints } from './endpoint.ts';
import { GrpcTransport } from './grpc-transport.ts';
import { HttpTransport } from './http-transport.ts';
import type { OtlpMetrics } from './metrics-request.ts';
import { otlpResource } from './resource.ts';
import type { OtlpCompression, OtlpProtocol, OtlpSignal } from './signal.ts';
import { untraced } from './suppress.ts';
import type { OtlpTransport } from './transport.ts';

export interface OtlpClientOptions extends OtlpEndpoints {
  /** @default 'http/protobuf' */
  readonly protocol?: OtlpProtocol;
  /** Sent with every request, as metadata over gRPC. Credentials go here; no message repeats them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a request may take, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** @default 'none' */
  readonly compression?: OtlpCompression;
  /** What the telemetry is about: attributes such as `service.name`, or a resource that is made already. */
  readonly resource?: Readonly<Record<string, unknown>> | Resource;
  /** Who sends, for messages. @default 'OtlpClient' */
  readonly exporter?: string;
}

/**
 * Sends spans, log records and metrics over OTLP, one request a call. It keeps no queue and never tries again: a call
 * resolves once the destination has taken the batch, and throws an error that `destinationFailure` understands
 * otherwise, so that whoever calls can count on it.
 *
 * @example
 * const client = new OtlpClient({ url: 'http://localhost:4318', resource: { 'service.name': 'my-app' } });
 * await client.sendSpans(spans);
 * @throws MastraError `OTLP_URL_INVALID` for an address that is none.
 */
export class OtlpClient {
  /** To be given to everything that is sent through this client. */
  readonly resource: Resource;
  readonly #exporter: string;
  readonly #protocol: OtlpProtocol;
  readonly #transports: Readonly<Record<OtlpSignal, OtlpTransport>>;
  #codec: OtlpCodec | undefined;

  constructor(options: OtlpClientOptions = {}) {
    const { protocol = 'http/protobuf', resource = {}, exporter = 'OtlpClient' } = options;
    this.#protocol = protocol;
    this.#exporter = exporter;
    this.resource = isResource(resource) ? resource : otlpResource(resource);
    this.#transports = {
      traces: transportOf('traces', protocol, options),
      logs: transportOf('logs', protocol, options),
      metrics: transportOf('metrics', protocol, options),
    };
  }

  /** @throws `HttpStatusError`, `RetryAfterError`, a network error, or `MastraError` `EXPORTER_PEER_MISSING`. */
  sendSpans(spans: readonly ReadableSpan[]): Promise<OtlpAnswer> {
    return this.#send('traces', codec => codec.traces, spans);
  }

  /** @throws As {@link sendSpans}. */
  sendLogs(records: readonly ReadableLogRecord[]): Promise<OtlpAnswer> {
    return this.#send('logs', codec => codec.logs, records);
  }

  /** @throws As {@link sendSpans}. */
  sendMetrics(metrics: OtlpMetrics): Promise<OtlpAnswer> {
    return this.#send('metrics', codec => codec.metrics, metrics);
  }

  /** Closes connections. A later call opens them again. */
  async shutdown(): Promise<void> {
    for (const transport of Object.values(this.#transports)) transport.close();
  }

  async #send<T>(signal: OtlpSignal, pick: (codec: OtlpCodec) => SignalCodec<T>, items: T): Promise<OtlpAnswer> {
    this.#codec ??= await loadCodec(this.#exporter, this.#protocol);
    const codec = pick(this.#codec);
    const body = await codec.encode(items);
    return codec.decode(await untraced(() => this.#transports[signal].send(body)));
  }
}

function transportOf(signal: OtlpSignal, protocol: OtlpProtocol, options: OtlpClientOptions): OtlpTransport {
  const { headers = {}, timeoutMs = 10_000, compression = 'none', exporter = 'OtlpClient' } = options;
  const common = {
    url: endpointOf(signal, options, protocol),
    headers,
    timeoutMs,
    gzip: compression === 'gzip',
    what: `the OTLP endpoint for ${signal}`,
  };
  if (protocol === 'grpc') return new GrpcTransport(common, signal, exporter);
  return new HttpTransport(common, protocol === 'http/json' ? 'json' : 'protobuf');
}

function isResource(given: Readonly<Record<string, unknown>> | Resource): given is Resource {
  return typeof given.getRawAttributes === 'function';
}
