import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { MastraError } from '@mastra/core/error';
import { InMemoryStore } from '@mastra/core/storage';
import { describe, expect, it } from 'vitest';
import { DefaultExporter } from '../exporters/default.ts';
import { Observability } from '../instances/observability.ts';
import { gate, RecordingLogger } from '../testing/destination.ts';
import { createOtlpReceiver } from './receiver.ts';
import { decodeProtobuf } from './testing/protobuf.ts';
import { keyValues, logRequest, posted, receiving, SPAN_ID, TRACE_ID, traceRequest } from './testing/receiving.ts';

const gzipped = (bytes: Uint8Array | string, headers: Readonly<Record<string, string>> = {}) =>
  new Request('http://localhost/v1/traces', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...headers },
    body: gzipSync(bytes),
  });

describe('requests that are taken', () => {
  it('answers an empty object, under any prefix', async () => {
    const { receiver, memory } = receiving();
    const answer = await receiver.handle(posted('/otel/v1/traces', traceRequest({})));
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/json',
      '{}',
    ]);
    expect(memory.spans.map(span => span.name)).toEqual(['work']);
  });

  it('takes gzip and a charset', async () => {
    const { receiver, memory } = receiving();
    const body = JSON.stringify(traceRequest({ name: 'zipped' }));
    const answer = await receiver.handle(gzipped(body, { 'content-type': 'application/json; charset=utf-8' }));
    expect([answer.status, memory.spans[0]?.name]).toEqual([200, 'zipped']);
  });

  it('takes an empty protobuf message, and answers in protobuf', async () => {
    const { receiver } = receiving();
    const headers = { 'content-type': 'application/x-protobuf' };
    const answer = await receiver.handle(posted('/v1/logs', '', headers));
    expect([answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength]).toEqual([
      200,
      'application/x-protobuf',
      0,
    ]);
  });

  it('says which spans it does not take, and takes the others', async () => {
    const { receiver, memory } = receiving();
    const spans = [{}, { traceId: '00' }, { spanId: '0000000000000000' }, { spanId: 'eee19b7ec3c1b175' }];
    const answer = await receiver.handle(posted('/v1/traces', traceRequest(...spans)));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      partialSuccess: {
        rejectedSpans: '2',
        errorMessage: '2 span(s) not taken: a trace id is not 16 bytes, or zero; a span id is not 8 bytes, or zero',
      },
    });
    expect(memory.spans).toHaveLength(2);
  });
});

describe('requests that are refused', () => {
  it.each([
    ['another path', posted('/v1/profiles', {}), 404, /v1\/traces/],
    ['another method', new Request('http://localhost/v1/traces'), 405, /POST/],
    [
      'a content type that is none',
      posted('/v1/traces', {}, { 'content-type': 'text/plain' }),
      415,
      /text\/plain.*x-protobuf/,
    ],
    ['an encoding that is not known', posted('/v1/traces', {}, { 'content-encoding': 'zstd' }), 415, /zstd.*gzip/],
    ['JSON that is none', posted('/v1/traces', '{"resourceSpans":'), 400, /not a message of OTLP/],
    ['JSON of another kind', posted('/v1/traces', '[1]'), 400, /expected an object/],
    ['JSON nested without end', posted('/v1/traces', `{"a":${'['.repeat(200_000)}`), 413, /nests deeper/],
    [
      'protobuf that is none',
      posted('/v1/traces', 'hello', { 'content-type': 'application/x-protobuf' }),
      400,
      /not a message/,
    ],
    ['gzip that is none', posted('/v1/traces', 'hello', { 'content-encoding': 'gzip' }), 400, /not gzip/],
    ['a large body', posted('/v1/traces', 'x'.repeat(5000)), 413, /larger than 4096 bytes/],
    ['a body that unfolds', gzipped('x'.repeat(1_000_000)), 413, /larger than 4096 bytes/],
  ])('%s', async (_, request, status, message) => {
    const { receiver, memory } = receiving({
      maxBodyBytes:
        /larger/.test(message.source) || request.headers.get('content-encoding') === 'gzip' ? 4096 : 1_000_000,
    });
    const answer = await receiver.handle(request);
    expect(answer.status).toBe(status);
    const isProtobuf = answer.headers.get('content-type') === 'application/x-protobuf';
    const said = isProtobuf
      ? decodeProtobuf('Status', new Uint8Array(await answer.arrayBuffer()))
      : await answer.json();
    expect(said).toEqual({ code: expect.any(Number), message: expect.stringMatching(message) });
    expect(memory.events).toEqual([]);
  });

  it('protobuf nested without end', async () => {
    // kvlistValue in KeyValue.value in kvlistValue …: each level is written around the one before.
    let value = Buffer.from([0x0a, 0x01, 0x78]);
    for (let i = 0; i < 5000; i++) {
      const keyValue = Buffer.concat([Buffer.from([0x12]), varint(value.length), value]);
      const list = Buffer.concat([Buffer.from([0x0a]), varint(keyValue.length), keyValue]);
      value = Buffer.concat([Buffer.from([0x32]), varint(list.length), list]);
    }
    const wrap = (id: number, bytes: Buffer) =>
      Buffer.concat([Buffer.from([(id << 3) | 2]), varint(bytes.length), bytes]);
    const span = wrap(9, Buffer.concat([wrap(1, Buffer.from('deep')), wrap(2, value)]));
    const body = new Uint8Array(wrap(1, wrap(2, wrap(2, span))));
    const { receiver, memory } = receiving();
    const answer = await receiver.handle(
      new Request('http://localhost/v1/traces', {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body,
      }),
    );
    expect(answer.status).toBe(413);
    expect(memory.events).toEqual([]);
  });

  it.each([
    ['no', () => false, 401],
    ['a promise of no', async () => false, 401],
    ['an answer of its own', () => new Response('go away', { status: 403 }), 403],
    ['anything but true', () => 'yes' as never, 401],
    [
      'an error',
      () => {
        throw new Error('secret');
      },
      500,
    ],
  ])('whom authorize answers %s', async (_, authorize, status) => {
    const { receiver, memory } = receiving({ authorize });
    const answer = await receiver.handle(posted('/v1/traces', traceRequest({})));
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('secret');
    expect(memory.events).toEqual([]);
  });

  it('more at a time than agreed, with Retry-After, and takes them again later', async () => {
    const door = gate();
    const { receiver } = receiving({
      maxConcurrentRequests: 1,
      authorize: async () => {
        await door.opened;
        return true;
      },
    });
    const first = receiver.handle(posted('/v1/traces', traceRequest({})));
    const second = await receiver.handle(posted('/v1/traces', traceRequest({})));
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    door.open();
    expect((await first).status).toBe(200);
    expect((await receiver.handle(posted('/v1/traces', traceRequest({})))).status).toBe(200);
  });
});

describe('what is acknowledged', () => {
  it('is in the store, with acknowledge: flushed; a store that is down answers 503', async () => {
    const storage = new InMemoryStore();
    const store = (await storage.getStore('observability'))!;
    let isDown = true;
    const createSpans = store.batchCreateSpans.bind(store);
    store.batchCreateSpans = args =>
      isDown ? Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' })) : createSpans(args);
    const observability = new Observability({
      serviceName: 'collector',
      exporters: [new DefaultExporter({ retry: { initialDelayMs: 1, maxDelayMs: 2 } })],
    });
    observability.attach({ storage, logger: new RecordingLogger() });
    const receiver = createOtlpReceiver({ observability, acknowledge: 'flushed' });
    const refused = await receiver.handle(posted('/v1/traces', traceRequest({})));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    isDown = false;
    const taken = await receiver.handle(posted('/v1/traces', traceRequest({})));
    expect(taken.status).toBe(200);
    expect((await store.getTrace({ traceId: TRACE_ID }))?.spans).toHaveLength(1);
    await observability.shutdown();
  });

  it('waits for what was sent, not for what comes meanwhile', async () => {
    const storage = new InMemoryStore();
    const store = (await storage.getStore('observability'))!;
    const observability = new Observability({ serviceName: 'collector', exporters: [new DefaultExporter()] });
    observability.attach({ storage, logger: new RecordingLogger() });
    const logger = observability.getDefaultInstance().getLoggerContext();
    const createSpans = store.batchCreateSpans.bind(store);
    let wrote = (): void => undefined;
    // Outside of the pipeline's own work, which is never recorded.
    const logged = new Promise<void>(resolve => {
      wrote = resolve;
    }).then(() => logger.info('the process goes on'));
    store.batchCreateSpans = async args => {
      await createSpans(args);
      wrote();
      await logged;
    };
    const receiver = createOtlpReceiver({ observability, acknowledge: 'flushed' });
    expect((await receiver.handle(posted('/v1/traces', traceRequest({})))).status).toBe(200);
    expect(observability.health().exporters.default?.signals.log.queued).toBe(1);
    await observability.shutdown();
  });

  it('is the same however often it comes', async () => {
    const storage = new InMemoryStore();
    const observability = new Observability({ serviceName: 'collector', exporters: [new DefaultExporter()] });
    observability.attach({ storage, logger: new RecordingLogger() });
    const receiver = createOtlpReceiver({ observability });
    const call = {
      attributes: keyValues({
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'm',
        'gen_ai.usage.input_tokens': 7,
      }),
      events: [{ name: 'moment', timeUnixNano: '1544712660300000000' }],
    };
    const record = { timeUnixNano: '1544712660300000000', severityNumber: 9, body: { stringValue: 'twice' } };
    for (let i = 0; i < 3; i++) {
      expect((await receiver.handle(posted('/v1/traces', traceRequest(call)))).status).toBe(200);
      expect((await receiver.handle(posted('/v1/logs', logRequest(record, record)))).status).toBe(200);
      await observability.flush();
    }
    const store = (await storage.getStore('observability'))!;
    expect((await store.getTrace({ traceId: TRACE_ID }))?.spans).toHaveLength(2);
    // The record was in each request twice: two logs, not six.
    expect((await store.listLogs({})).logs).toHaveLength(2);
    const sum = await store.getMetricAggregate({ name: ['mastra_model_input_tokens'], aggregation: 'sum' });
    expect(sum.value).toBe(7);
    await observability.shutdown();
  });

  it('passed the processors once, and is redacted everywhere', async () => {
    const seen: string[] = [];
    const { receiver, memory } = receiving({}, {});
    const secret = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD';
    await receiver.handle(
      posted(
        '/v1/traces',
        traceRequest({ name: secret, attributes: keyValues({ password: 'hunter2', note: `key ${secret}` }) }),
      ),
    );
    await receiver.handle(
      posted(
        '/v1/logs',
        logRequest({ body: { stringValue: `got ${secret}` }, attributes: keyValues({ apiKey: 'k' }) }),
      ),
    );
    const text = JSON.stringify(memory.events);
    expect(text).not.toContain(secret);
    expect(text).not.toContain('hunter2');

    const counted = receiving(
      {},
      {
        processors: [
          {
            name: 'count',
            process: event => {
              seen.push(event.type);
              return event;
            },
          },
        ],
      },
    );
    await counted.receiver.handle(posted('/v1/traces', traceRequest({})));
    expect(seen).toEqual(['span.started', 'span.ended']);
  });
});

describe('over a socket', () => {
  it('answers 413 before a large body is through, and closes', async () => {
    const { receiver } = receiving({ maxBodyBytes: 1000 });
    const listener = await receiver.listen({ port: 0 });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = httpRequest(`${listener.url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 50_000_000 },
      });
      outgoing.on('response', response => {
        resolve(response.statusCode);
        response.resume();
      });
      outgoing.on('error', reject);
      outgoing.write('x'.repeat(2000));
    });
    expect(status).toBe(413);
    await listener.close();
    await listener.close();
  });

  it('outlives a sender that hangs up', async () => {
    const { receiver, memory } = receiving();
    const listener = await receiver.listen({ port: 0 });
    const socket = connect(listener.port, '127.0.0.1');
    await new Promise<void>(resolve => socket.once('connect', resolve));
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"res',
    );
    socket.destroy();
    const answer = await fetch(`${listener.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(traceRequest({})),
    });
    expect(answer.status).toBe(200);
    expect(memory.spans).toHaveLength(1);
    await listener.close();
  });

  it('says that a port is taken', async () => {
    const { receiver } = receiving();
    const { port, close } = await receiver.listen({ port: 0 });
    await expect(receiver.listen({ port })).rejects.toMatchObject({
      code: 'OTLP_RECEIVER_LISTEN_FAILED',
      message: expect.stringContaining('EADDRINUSE'),
    });
    await close();
  });
});

describe('options', () => {
  it.each([
    ['no pipeline', { observability: {} }, /observability: .*new Mastra/],
    ['an unknown key', { observability: receiving().observability, port: 1 }, /port/],
    ['a size of nothing', { observability: receiving().observability, maxBodyBytes: 0 }, /maxBodyBytes/],
  ])('refuses %s', (_, options, message) => {
    expect(() => createOtlpReceiver(options as never)).toThrow(message);
    try {
      createOtlpReceiver(options as never);
    } catch (error) {
      expect(MastraError.is(error) && error.code).toBe('OTLP_RECEIVER_OPTIONS_INVALID');
    }
  });

  it('takes one instance of several', async () => {
    const { observability, memory } = receiving();
    const receiver = createOtlpReceiver({ observability: observability.getInstance('default')! });
    await receiver.handle(posted('/v1/traces', traceRequest({ spanId: SPAN_ID })));
    expect(memory.spans).toHaveLength(1);
  });
});

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
