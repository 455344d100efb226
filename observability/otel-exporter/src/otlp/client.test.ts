import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { destinationFailure, RetryAfterError } from '@mastra/observability';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { toReadableSpan } from '../spans/readable-span.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';
import { OtlpClient, type OtlpClientOptions } from './client.ts';
import { grpcFailure } from './grpc-failure.ts';
import { untraced } from './suppress.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map(close => close()));
});

async function answering(listener: RequestListener, options: OtlpClientOptions = {}): Promise<OtlpClient> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return new OtlpClient({ url: `http://127.0.0.1:${port}`, ...options });
}

const span = (client: OtlpClient) =>
  toReadableSpan(
    {
      id: '1'.repeat(16),
      traceId: '2'.repeat(32),
      name: 'work',
      type: 'generic',
      startTime: new Date(),
      isEvent: false,
      isRootSpan: true,
    },
    { name: 'work', kind: 0, attributes: {}, resource: client.resource, scope: { name: 'test' } },
  );

const failureOf = (client: OtlpClient): Promise<unknown> =>
  client.sendSpans([span(client)]).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('OtlpClient', () => {
  it.each([
    [400, 'rejected'],
    [401, 'unreachable'],
    [302, 'unreachable'],
    [404, 'unreachable'],
    [413, 'rejected'],
    [429, 'unreachable'],
    [500, 'unknown'],
    [502, 'unreachable'],
  ] as const)('makes of status %i a failure that is %s', async (status, failure) => {
    const client = await answering((_, response) => response.writeHead(status, { location: '/' }).end('why not'));
    const error = await failureOf(client);
    expect(destinationFailure(error)).toBe(failure);
    expect(String(error)).toContain(`OTLP endpoint for traces answered ${status}`);
    expect(String(error)).toContain('why not');
  });

  it('keeps to the pause that the destination asks for', async () => {
    const client = await answering((_, response) => response.writeHead(503, { 'retry-after': '7' }).end());
    const error = await failureOf(client);
    expect(error).toBeInstanceOf(RetryAfterError);
    expect((error as RetryAfterError).delayMs).toBe(7000);
  });

  it('repeats what a refusal in protobuf says', async () => {
    const message = Buffer.from('field 7 is too long');
    const status = Buffer.concat([Buffer.from([0x08, 3, 0x12, message.length]), message]);
    const client = await answering((_, response) =>
      response.writeHead(400, { 'content-type': 'application/x-protobuf' }).end(status),
    );
    expect(String(await failureOf(client))).toContain('400: field 7 is too long');
  });

  it('does not take a web page for a receiver', async () => {
    const client = await answering((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
    );
    const error = await failureOf(client);
    expect(String(error)).toContain('check the URL');
    expect(destinationFailure(error)).toBe('unreachable');
  });

  it('gives up on a destination that does not answer', async () => {
    const client = await answering(() => undefined, { timeoutMs: 20 });
    const error = await failureOf(client);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(destinationFailure(error)).toBe('unreachable');
  });

  it.each([
    ['{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}', { rejected: 3, message: 'too old' }],
    ['{"partialSuccess":{"errorMessage":"please upgrade"}}', { rejected: 0, message: 'please upgrade' }],
    ['{"partialSuccess":null}', { rejected: 0 }],
    ['', { rejected: 0 }],
    ['null', { rejected: 0 }],
    ['<html>ok</html>', { rejected: 0 }],
  ])('reads the answer %s', async (body, answer) => {
    const client = await answering((_, response) => response.end(body), { protocol: 'http/json' });
    expect(await client.sendSpans([span(client)])).toEqual(answer);
  });

  it('sends each signal to its own address where one is given', async () => {
    const paths: (string | undefined)[] = [];
    const client = await answering((request, response) => {
      paths.push(request.url);
      response.end();
    });
    await client.sendSpans([span(client)]);
    await client.sendLogs([]);
    await client.sendMetrics({ resource: client.resource, scope: { name: 'test' }, metrics: [] });
    expect(paths).toEqual(['/v1/traces', '/v1/logs', '/v1/metrics']);
    expect(() => new OtlpClient({ urls: { logs: 'ftp://a' } })).toThrow(/urls\.logs must be a URL/);
    for (const url of ['http://user:secret@a', 'ftp://user:secret@a']) {
      expect(() => new OtlpClient({ urls: { logs: url } })).toThrow(/urls\.logs has a user or a password.*headers/);
      expect(() => new OtlpClient({ urls: { logs: url } })).not.toThrow(/secret/);
    }
  });

  it('sends under the name and the version of this package', () => {
    expect({ name: PACKAGE_NAME, version: PACKAGE_VERSION }).toEqual({
      name: manifest.name,
      version: manifest.version,
    });
  });
});

describe('grpcFailure', () => {
  it.each([
    [3, 'rejected'],
    [4, 'unreachable'],
    [7, 'unreachable'],
    [8, 'unreachable'],
    [12, 'unreachable'],
    [13, 'unknown'],
    [14, 'unreachable'],
    [16, 'unreachable'],
    [99, 'unknown'],
  ] as const)('makes of code %i a failure that is %s', (code, failure) => {
    const error = grpcFailure({ code, details: 'why not', message: `${code}: why not` }, 'the receiver');
    expect(destinationFailure(error)).toBe(failure);
    expect(error.message).toContain('why not');
  });

  it('has a batch that is too large split', () => {
    const details = 'Received message larger than max (5000000 vs 4194304)';
    expect(destinationFailure(grpcFailure({ code: 8, details, message: details }, 'the receiver'))).toBe('rejected');
  });
});

describe('untraced', () => {
  it('keeps instrumentations from seeing the requests that carry spans', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    closing.push(async () => context.disable());
    const tracer = new TracerProvider().getTracer('test');
    const isRecording = async () => {
      await Promise.resolve();
      return tracer.startSpan('request').isRecording();
    };
    expect(await isRecording()).toBe(true);
    expect(await untraced(isRecording)).toBe(false);
  });
});
