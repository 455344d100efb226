import type { Arrived, FakeDestination, Fault, ReceivedRequest } from '@mastra/exporter-conformance';
import { LoopbackServer } from '@mastra/exporter-conformance';
import type { OtlpSignal } from '../otlp/signal.ts';
import { arrivedOf } from './arrived.ts';
import { decodeRequest, encodeResponse } from './definitions.ts';

/** What a receiver says of a batch that it took in part. */
export interface Partial {
  readonly signal: OtlpSignal;
  readonly rejected: number;
  readonly message: string;
}

const REJECTED: Readonly<Record<OtlpSignal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/** A receiver of OTLP over HTTP, in both encodings, that reads with the official definitions. */
export class OtlpDestination implements FakeDestination {
  readonly #server: LoopbackServer;
  partial: Partial | undefined;

  constructor() {
    this.#server = new LoopbackServer({ answer: request => this.#answer(request) });
  }

  get url(): string {
    return this.#server.url;
  }

  get requestCount(): number {
    return this.#server.requestCount;
  }

  get accepted(): readonly ReceivedRequest[] {
    return this.#server.accepted;
  }

  async start(): Promise<this> {
    await this.#server.start();
    return this;
  }

  behave(fault: Fault | undefined): Promise<void> {
    return this.#server.behave(fault);
  }

  requests(signal: OtlpSignal): readonly Readonly<Record<string, unknown>>[] {
    return this.#server.accepted
      .filter(request => request.path === `/v1/${signal}`)
      .map(request => decodeRequest(signal, request.body, isJson(request) ? 'json' : 'protobuf'));
  }

  arrived(): Arrived {
    return arrivedOf(signal => this.requests(signal));
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #answer(request: ReceivedRequest) {
    const signal = request.path.replace('/v1/', '') as OtlpSignal;
    // What is no OTLP must not pass for it.
    decodeRequest(signal, request.body, isJson(request) ? 'json' : 'protobuf');
    const { partial } = this;
    const response =
      partial?.signal === signal
        ? { partialSuccess: { [REJECTED[signal]]: partial.rejected, errorMessage: partial.message } }
        : {};
    return isJson(request)
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(response) }
      : { headers: { 'content-type': 'application/x-protobuf' }, body: encodeResponse(signal, response) };
  }
}

function isJson({ headers }: ReceivedRequest): boolean {
  return headers['content-type'] === 'application/json';
}
