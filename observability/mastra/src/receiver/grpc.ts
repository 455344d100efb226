import type { Metadata, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { MastraError } from '@mastra/core/error';
import { loadPeer, rethrow } from '../exporters/peer.ts';
import { checkAddress, type OtlpListener, type OtlpListenOptions } from './listen.ts';
import { rpcCodeOf } from './refusal.ts';
import { SIGNAL_ROUTES, type SignalRoute } from './signals.ts';
import { SharedBudget } from './wire/budget.ts';
import { readProtobuf } from './wire/protobuf.ts';

type Call = ServerUnaryCall<Buffer, Buffer>;

/** How the server is bounded. */
interface GrpcLimits {
  readonly maxBodyBytes: number;
  readonly maxConcurrentRequests: number;
}

/** Calls of one connection at a time, beyond what the receiver itself lets in. */
const STREAMS_PER_PLACE = 4;

/**
 * Serves the same handler over gRPC on a port of its own: each call becomes a request over HTTP with a body of protobuf.
 *
 * @throws MastraError `EXPORTER_PEER_MISSING` without `@grpc/grpc-js`, `OTLP_RECEIVER_UNGUARDED`,
 * `OTLP_RECEIVER_LISTEN_FAILED`
 */
export async function listenOnGrpc(
  handle: (request: Request) => Promise<Response>,
  isGuarded: boolean,
  { maxBodyBytes, maxConcurrentRequests }: GrpcLimits,
  { port = 4317, host = '127.0.0.1' }: OtlpListenOptions = {},
): Promise<OtlpListener> {
  checkAddress(host, isGuarded);
  const { Server, ServerCredentials } = await loadPeer('createOtlpReceiver', '@grpc/grpc-js', () =>
    import('@grpc/grpc-js').catch(rethrow),
  );
  const server = new Server({
    'grpc.max_receive_message_length': maxBodyBytes,
    'grpc.max_concurrent_streams': maxConcurrentRequests * STREAMS_PER_PLACE,
  });
  for (const route of SIGNAL_ROUTES) {
    const serve = (call: Call, respond: sendUnaryData<Buffer>) => {
      answerCall(handle, route, call, respond).catch(() => respond({ code: rpcCodeOf(500) }));
    };
    server.addService({ Export: definitionOf(route) }, { Export: serve });
  }
  const bound = await new Promise<number>((resolve, reject) => {
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, taken) =>
      error ? reject(error) : resolve(taken),
    );
  }).catch((error: unknown) => {
    throw new MastraError({
      code: 'OTLP_RECEIVER_LISTEN_FAILED',
      domain: 'OBSERVABILITY',
      message: `The OTLP receiver cannot listen on ${host}:${port}: ${(error as Error).message}. Give another port, or 0 for any that is free.`,
      cause: error,
    });
  });
  return {
    port: bound,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () => new Promise(resolve => server.tryShutdown(() => resolve())),
  };
}

const same = (bytes: Buffer) => bytes;

function definitionOf({ grpcPath }: SignalRoute) {
  return {
    path: grpcPath,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  } as const;
}

async function answerCall(
  handle: (request: Request) => Promise<Response>,
  route: SignalRoute,
  call: Call,
  respond: sendUnaryData<Buffer>,
): Promise<void> {
  const response = await handle(requestOf(route, call));
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status === 200) respond(null, body);
  else respond({ code: codeOf(response.status), details: detailsOf(response, body) });
}

/** Senders try again after UNAVAILABLE; after RESOURCE_EXHAUSTED they need to be told more. */
function codeOf(status: number): number {
  return rpcCodeOf(status === 429 ? 503 : status);
}

function detailsOf(response: Response, body: Uint8Array): string {
  if (response.headers.get('content-type') !== 'application/x-protobuf') return `status ${response.status}`;
  const limits = { elements: 100, records: 1, bytesUnderWay: body.length, elementsUnderWay: 100 };
  const { message } = readProtobuf('Status', body, 0, body.length, new SharedBudget(limits).open());
  return String(message ?? '');
}

function requestOf({ name }: SignalRoute, call: Call): Request {
  const headers = headersOf(call.metadata);
  headers.set('host', call.getHost());
  headers.set('content-type', 'application/x-protobuf');
  const body = Uint8Array.from(call.request);
  return new Request(`http://receiver/v1/${name}`, { method: 'POST', headers, body });
}

/** Metadata as headers, for `authorize`. What is binary, or about the transport, is left out. */
function headersOf(metadata: Metadata): Headers {
  const headers = new Headers();
  for (const [key, value] of Object.entries(metadata.getMap())) {
    if (typeof value === 'string' && !TRANSPORT.has(key)) headers.set(key, value);
  }
  return headers;
}

const TRANSPORT = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection']);
