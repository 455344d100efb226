import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Arrived, FakeDestination, Fault } from '@mastra/exporter-conformance';
import type { OtlpSignal } from '../otlp/signal.ts';
import { arrivedOf } from './arrived.ts';
import { decodeRequest, encodeResponse } from './definitions.ts';

const SERVICES: Readonly<Record<OtlpSignal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

const CODES: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  429: status.RESOURCE_EXHAUSTED,
  500: status.INTERNAL,
  503: status.UNAVAILABLE,
};

const same = (bytes: Buffer) => bytes;

/** A receiver of OTLP over gRPC, which reads with the official definitions. */
export class GrpcDestination implements FakeDestination {
  readonly #accepted: { readonly signal: OtlpSignal; readonly body: Buffer }[] = [];
  readonly metadata: Metadata[] = [];
  #server: Server | undefined;
  #port = 0;
  #fault: Fault | undefined;
  #requests = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get requestCount(): number {
    return this.#requests;
  }

  async start(): Promise<this> {
    const server = new Server();
    for (const signal of ['traces', 'logs', 'metrics'] as const) {
      const method = { requestStream: false, responseStream: false, requestSerialize: same, requestDeserialize: same };
      const definition = {
        ...method,
        path: `/${SERVICES[signal]}/Export`,
        responseSerialize: same,
        responseDeserialize: same,
      };
      server.addService(
        { Export: definition },
        {
          Export: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
            this.#receive(signal, call, answer),
        },
      );
    }
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.#port}`, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    this.#server = server;
    return this;
  }

  async behave(fault: Fault | undefined): Promise<void> {
    this.#fault = fault;
    if (fault?.kind === 'refuse') await this.stop();
    else if (!this.#server) await this.start();
  }

  requests(signal: OtlpSignal): readonly Readonly<Record<string, unknown>>[] {
    return this.#accepted
      .filter(request => request.signal === signal)
      .map(({ body }) => decodeRequest(signal, body, 'protobuf'));
  }

  arrived(): Arrived {
    return arrivedOf(signal => this.requests(signal));
  }

  async stop(): Promise<void> {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  #receive(
    signal: OtlpSignal,
    { request, metadata }: ServerUnaryCall<Buffer, Buffer>,
    answer: sendUnaryData<Buffer>,
  ): void {
    this.#requests++;
    this.metadata.push(metadata);
    const fault = this.#fault;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'status') {
      answer({
        code: CODES[fault.status],
        details: `as the test wants it: ${fault.status}`,
        metadata: retryInfo(fault.headers),
      });
    } else if (fault?.kind === 'poison' && request.includes(fault.marker)) {
      answer({ code: status.INVALID_ARGUMENT, details: 'malformed' });
    } else {
      this.#accepted.push({ signal, body: request });
      answer(null, Buffer.from(encodeResponse(signal, {})));
    }
  }
}

/** A `Retry-After` as gRPC has it: a `google.rpc.RetryInfo` in the status details. */
function retryInfo(headers: Readonly<Record<string, string>> | undefined): Metadata {
  const metadata = new Metadata();
  const seconds = headers?.['retry-after'];
  if (seconds === undefined) return metadata;
  const duration = Buffer.concat([Buffer.from([0x08]), varint(Number(seconds))]);
  const info = delimited(1, duration);
  const type = Buffer.from('type.googleapis.com/google.rpc.RetryInfo');
  const any = Buffer.concat([delimited(1, type), delimited(2, info)]);
  metadata.set('grpc-status-details-bin', Buffer.concat([delimited(2, Buffer.from('slow down')), delimited(3, any)]));
  return metadata;
}

function delimited(field: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([field * 8 + 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
