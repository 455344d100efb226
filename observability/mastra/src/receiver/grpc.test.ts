import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import type { OtlpListener } from './listen.ts';
import { decodeProtobuf, encodeProtobuf } from './testing/protobuf.ts';
import { receiving, TRACE_ID } from './testing/receiving.ts';

const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

const request = (name: string, traceId = TRACE_ID) =>
  Buffer.from(
    encodeProtobuf('TraceRequest', {
      resourceSpans: [
        { scopeSpans: [{ spans: [{ traceId: Buffer.from(traceId, 'hex'), spanId: Buffer.alloc(8, 7), name }] }] },
      ],
    }),
  );

let listener: OtlpListener | undefined;
afterEach(() => listener?.close());

function call(body: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const client = new Client(`127.0.0.1:${listener!.port}`, credentials.createInsecure());
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  return new Promise<Buffer>((resolve, reject) => {
    client.makeUnaryRequest<Buffer, Buffer>(
      PATH,
      bytes => bytes,
      bytes => bytes,
      body,
      metadata,
      (error, answer) => (error ? reject(error) : resolve(answer!)),
    );
  }).finally(() => client.close());
}

const failure = (body: Buffer, headers?: Readonly<Record<string, string>>): Promise<ServiceError> =>
  call(body, headers).then(
    () => expect.fail('it was taken'),
    (error: ServiceError) => error,
  );

describe('over gRPC', () => {
  it('takes spans, and says which it does not take', async () => {
    const { receiver, memory } = receiving();
    listener = await receiver.listenGrpc({ port: 0 });
    expect(await call(request('by gRPC'))).toHaveLength(0);
    expect(memory.spans.map(span => span.name)).toEqual(['by gRPC']);
    const answer = decodeProtobuf('TraceResponse', await call(request('no', '00')));
    expect(answer).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
  });

  it('asks authorize with the metadata, and answers with codes and reasons', async () => {
    const authorize = (given: Request) =>
      given.headers.get('authorization') === 'Bearer x' && { organizationId: 'acme' };
    const { receiver, memory } = receiving({ authorize });
    listener = await receiver.listenGrpc({ port: 0 });
    expect(await failure(request('stranger'))).toMatchObject({
      code: 16,
      details: expect.stringContaining('know you'),
    });
    await call(request('friend'), { authorization: 'Bearer x' });
    expect(memory.spans.map(span => [span.name, span.organizationId])).toEqual([['friend', 'acme']]);
    expect(await failure(Buffer.from('hello'), { authorization: 'Bearer x' })).toMatchObject({
      code: 3,
      details: expect.stringContaining('not a message'),
    });
  });

  it('has senders try again where nothing is taken, and bounds messages', async () => {
    const { receiver, observability } = receiving({ maxBodyBytes: 1000 });
    listener = await receiver.listenGrpc({ port: 0 });
    expect((await failure(request('x'.repeat(2000)))).code).toBe(8);
    await observability.shutdown();
    expect((await failure(request('late'))).code).toBe(14);
  });

  it('listens where it may', async () => {
    await expect(receiving().receiver.listenGrpc({ port: 0, host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'OTLP_RECEIVER_UNGUARDED',
    });
  });
});
