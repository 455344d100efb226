import type { Client } from '@grpc/grpc-js';
import { loadPeer, rethrow } from '@mastra/observability';
import { type GrpcError, grpcFailure } from './grpc-failure.ts';
import type { OtlpSignal } from './signal.ts';
import type { OtlpTransport, OtlpTransportOptions } from './transport.ts';

const METHODS: Readonly<Record<OtlpSignal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

const GZIP = 2;

type Grpc = typeof import('@grpc/grpc-js');

/** OTLP over gRPC, with `@grpc/grpc-js`, which is loaded with the first batch. */
export class GrpcTransport implements OtlpTransport {
  readonly #options: OtlpTransportOptions;
  readonly #signal: OtlpSignal;
  readonly #exporter: string;
  #client: Client | undefined;

  constructor(options: OtlpTransportOptions, signal: OtlpSignal, exporter: string) {
    this.#options = options;
    this.#signal = signal;
    this.#exporter = exporter;
  }

  async send(body: Uint8Array): Promise<Uint8Array> {
    const grpc = await loadPeer(this.#exporter, '@grpc/grpc-js', () => import('@grpc/grpc-js').catch(rethrow));
    this.#client ??= this.#connect(grpc);
    const client = this.#client;
    const metadata = new grpc.Metadata();
    for (const [key, value] of Object.entries(this.#options.headers)) metadata.set(key, value);
    const { timeoutMs, what } = this.#options;
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        METHODS[this.#signal],
        (request: Buffer) => request,
        (answer: Buffer) => answer,
        Buffer.from(body.buffer, body.byteOffset, body.byteLength),
        metadata,
        { deadline: Date.now() + timeoutMs },
        (error, answer) => {
          if (!error) return resolve(answer ?? new Uint8Array());
          if (error.code === grpc.status.UNAVAILABLE) this.#forget(client);
          reject(grpcFailure(error satisfies GrpcError, what));
        },
      );
    });
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  /** A connection waits by itself after a failure; a new one does not, and leaves the waiting to the exporter's queue. */
  #forget(client: Client): void {
    client.close();
    if (this.#client === client) this.#client = undefined;
  }

  #connect({ Client: GrpcClient, credentials }: Grpc): Client {
    const { protocol, hostname, port } = new URL(this.#options.url);
    const secure = protocol === 'https:';
    const address = `${hostname}:${port || (secure ? 443 : 80)}`;
    return new GrpcClient(address, secure ? credentials.createSsl() : credentials.createInsecure(), {
      // What other connections of the process have been through is their own affair.
      'grpc.use_local_subchannel_pool': 1,
      ...(this.#options.gzip && { 'grpc.default_compression_algorithm': GZIP }),
    });
  }
}
