import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { encodeLines } from '../domains/observability/index.ts';
import { InMemoryStore } from '../inmemory.ts';
import { storageHandler } from './handler.ts';
import { STORAGE_METHOD_NAMES } from './methods.ts';
import { nodeListener } from './node-listener.ts';
import type { StorageHandlerOptions } from './options.ts';
import { RemoteStore } from './remote.ts';
import { decodeValue } from './values.ts';

const keep = { retention: { tracing: false, log: false, metric: false } } as const;
const at = new Date(1_700_000_000_000);
const log = (n: number, more: object = {}) => ({
  logId: `log-${n}`,
  timestamp: at,
  level: 'info' as const,
  message: `m${n}`,
  ...more,
});
const span = (traceId: string, spanId: string, more: object = {}) => ({
  traceId,
  spanId,
  name: 'work',
  spanType: 'generic' as const,
  startedAt: at,
  ...more,
});

async function storeOf(...logs: readonly ReturnType<typeof log>[]) {
  const store = new InMemoryStore(keep);
  const storage = await store.getStore('observability');
  await storage.batchCreateLogs({ logs });
  return storage;
}

async function remoteOf(handler: (request: Request) => Promise<Response>) {
  return new RemoteStore({ fetch: handler }).getStore('observability');
}

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
  new Request(`http://x/base/${path}`, { method: 'POST', body, headers: { 'content-type': type } });

async function errorOf(response: Response) {
  const { error } = decodeValue(await response.text()) as { error: { code: string; message: string } };
  return { status: response.status, ...error };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error & { code?: string; details?: Record<string, unknown> }) => error,
  );

describe('a handler', () => {
  test('only reads, unless it is told to write', async () => {
    const storage = await storeOf(log(1));
    const remote = await remoteOf(storageHandler(storage));
    expect((await remote.listLogs()).logs[0]).toEqual((await storage.listLogs()).logs[0]);
    const writes = STORAGE_METHOD_NAMES.filter(name => /^(create|batch|update|delete|prune|dangerously)/.test(name));
    expect(writes.length).toBeGreaterThan(10);
    for (const name of writes) {
      const error = await failure((remote[name] as (args: unknown) => Promise<unknown>)({}));
      expect(error).toMatchObject({ code: 'STORAGE_READ_ONLY', details: { failure: 'unauthorized' } });
    }
    expect(await failure(remote.ingest({ signal: 'log', events: [] }))).toMatchObject({ code: 'STORAGE_READ_ONLY' });
  });

  test.each([
    ['an unknown method', post('v1/drop', '{}'), 404, 'STORAGE_METHOD_UNKNOWN'],
    ['a name of every object', post('v1/constructor', '{}'), 404, 'STORAGE_METHOD_UNKNOWN'],
    ['a prototype', post('v1/__proto__', '{}'), 404, 'STORAGE_METHOD_UNKNOWN'],
    ['a method of the life of a store', post('v1/close', '{}'), 404, 'STORAGE_METHOD_UNKNOWN'],
    ['an encoded name', post('v1/%6cistLogs', '{}'), 404, 'STORAGE_METHOD_UNKNOWN'],
    ['another version', post('v2/listLogs', '{}'), 404, 'STORAGE_VERSION_UNSUPPORTED'],
    ['no version', post('listLogs', '{}'), 404, 'STORAGE_METHOD_UNKNOWN'],
    ['no JSON', post('v1/listLogs', '{'), 400, 'STORAGE_VALUE_INVALID'],
    ['no text', post('v1/listLogs', new Uint8Array([0xff, 0xfe])), 400, 'STORAGE_REQUEST_INVALID'],
    ['the type of a form', post('v1/listLogs', '{}', 'text/plain'), 400, 'STORAGE_REQUEST_INVALID'],
    ['levels without end', post('v1/listLogs', '['.repeat(100_000)), 400, 'STORAGE_VALUE_INVALID'],
    ['more than is allowed', post('v1/listLogs', `"${'x'.repeat(2_000_000)}"`), 413, 'STORAGE_REQUEST_TOO_LARGE'],
    ['GET', new Request('http://x/v1/listLogs'), 400, 'STORAGE_REQUEST_INVALID'],
    ['wrong arguments', post('v1/listLogs', '{"limit":"many"}'), 400, 'OBSERVABILITY_STORAGE_ARGS_INVALID'],
    ['a list for an object', post('v1/getSpan', '[1]'), 400, 'OBSERVABILITY_STORAGE_ARGS_INVALID'],
    [
      'a record that is none',
      post('v1/batchCreateLogs', '{"logs":[{"logId":1}]}'),
      400,
      'OBSERVABILITY_STORAGE_RECORD_INVALID',
    ],
    [
      'a batch of no signal',
      post('v1/ingest?signal=constructor&count=1', '', 'application/x-ndjson'),
      400,
      'STORAGE_REQUEST_INVALID',
    ],
  ])('refuses %s with one clear error', async (_, request, status, code) => {
    const handler = storageHandler(await storeOf(log(1)), { readOnly: false, maxRequestBytes: 1_000_000 });
    expect(await errorOf(await handler(request))).toMatchObject({
      status,
      code,
      message: expect.stringMatching(/.{20}/),
    });
  });

  test('stops to read a body without a length at the limit', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: controller => {
        pulled++;
        controller.enqueue(new Uint8Array(1000).fill(32));
      },
    });
    const request = new Request('http://x/v1/listLogs', {
      method: 'POST',
      body: endless,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    const handler = storageHandler(await storeOf(), { maxRequestBytes: 10_000 });
    expect(await errorOf(await handler(request))).toMatchObject({ status: 413, code: 'STORAGE_REQUEST_TOO_LARGE' });
    expect(pulled).toBeLessThan(20);
  });

  test('keeps its limits of time and of answers', async () => {
    const slow = await storeOf(log(1));
    slow.listLogs = () => new Promise(() => undefined);
    const late = await remoteOf(storageHandler(slow, { timeoutMs: 5 }));
    expect(await failure(late.listLogs())).toMatchObject({ code: 'STORAGE_TIMEOUT' });
    const many = await storeOf(...Array.from({ length: 50 }, (_, n) => log(n, { data: { text: 'x'.repeat(500) } })));
    const small = await remoteOf(storageHandler(many, { maxResponseBytes: 5000 }));
    expect(await failure(small.listLogs({ limit: 50 }))).toMatchObject({ code: 'STORAGE_RESPONSE_TOO_LARGE' });
    expect((await small.listLogs({ limit: 2 })).logs).toHaveLength(2);
  });

  test('says nothing of the inside of the process where the store fails', async () => {
    const broken = await storeOf();
    broken.listLogs = () => Promise.reject(new Error('password=secret'));
    const response = await storageHandler(broken)(post('v1/listLogs', '{}'));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  test.each([{ readonly: true }, { timeoutMs: 0 }, { authorize: 'x' }, { maxRequestBytes: 1.5 }])(
    'refuses the options %j',
    options => {
      expect(() => storageHandler(new InMemoryStore(), options as StorageHandlerOptions)).toThrow(
        expect.objectContaining({ code: 'STORAGE_HANDLER_OPTIONS_INVALID' }),
      );
    },
  );
});

describe('authorize', () => {
  const acme = { organizationId: 'acme' };
  const within = async (scope: unknown, prepare?: (storage: Awaited<ReturnType<typeof storeOf>>) => Promise<void>) => {
    const storage = await storeOf(log(1, acme), log(2, { organizationId: 'other' }), log(3));
    await prepare?.(storage);
    const handler = storageHandler(storage, {
      readOnly: false,
      authorize: async (_, method) => (method === 'describe' ? true : scope) as never,
    });
    return { storage, remote: await remoteOf(handler) };
  };

  test('narrows what is listed, and what the caller asks for cannot widen it', async () => {
    const { remote } = await within(acme);
    for (const filters of [undefined, {}, { organizationId: 'acme' }]) {
      expect((await remote.listLogs({ filters })).logs.map(({ logId }) => logId)).toEqual(['log-1']);
    }
    expect(await failure(remote.listLogs({ filters: { organizationId: undefined } }))).toMatchObject({
      code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
    });
    expect(await failure(remote.listLogs({ filters: { organizationId: 'other' } }))).toMatchObject({
      code: 'STORAGE_FORBIDDEN',
      details: { failure: 'unauthorized' },
    });
    expect(await failure(remote.listLogs({ filters: { organizationId: undefined } }))).toMatchObject({
      code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
    });
    expect((await remote.getFeedbackAggregate({ aggregation: 'count' })).value).toBe(0);
  });

  test('leaves the spans of others out of look-ups', async () => {
    const { remote } = await within(acme, async storage => {
      await storage.batchCreateSpans({
        records: [span('t', 'a', acme), span('t', 'b', { organizationId: 'other' }), span('u', 'a')],
      });
      await storage.batchCreateScores({
        scores: [{ scoreId: 's', timestamp: at, scorerId: 'x', score: 1, organizationId: 'other' }],
      });
    });
    expect((await remote.getTrace({ traceId: 't' }))?.spans.map(({ spanId }) => spanId)).toEqual(['a']);
    expect((await remote.getSpans({ traceId: 't', spanIds: ['a', 'b'] })).spans).toHaveLength(1);
    expect((await remote.getStructure({ traceId: 't' }))?.spans).toHaveLength(1);
    expect(await remote.getSpan({ traceId: 't', spanId: 'b' })).toBeNull();
    expect(await remote.getRootSpan({ traceId: 'u' })).toBeNull();
    expect(await remote.getScoreById({ scoreId: 's' })).toBeNull();
  });

  test('gives new records the tenant, and takes none that name another', async () => {
    const { storage, remote } = await within(acme);
    await remote.batchCreateLogs({ logs: [log(4), log(5, acme)] });
    expect((await storage.listLogs({ filters: acme })).logs).toHaveLength(3);
    expect(
      await failure(remote.batchCreateLogs({ logs: [log(6), log(7, { organizationId: 'other' })] })),
    ).toMatchObject({ code: 'STORAGE_FORBIDDEN' });
    expect((await storage.storageStats()).rows.log).toBe(5);
  });

  test('limits deletes, and refuses what it cannot limit', async () => {
    const { storage, remote } = await within(acme, storage =>
      storage.batchCreateSpans({ records: [span('t', 'a', acme), span('u', 'a', { organizationId: 'other' })] }),
    );
    await remote.batchDeleteTraces({ traceIds: ['t', 'u'] });
    expect((await storage.storageStats()).rows.tracing).toBe(1);
    const refused = [
      remote.batchDeleteTraces({ traceIds: ['u'], organizationId: 'other' }),
      remote.prune(),
      remote.dangerouslyClearAll(),
      remote.batchCreateSpans({ records: [span('u', 'a')] }),
      remote.updateSpan({ traceId: 'u', spanId: 'a', updates: { output: 1 } }),
      remote.storageStats(),
      remote.ingest({ signal: 'log', events: [] }),
    ];
    for (const promise of refused) expect(await failure(promise)).toMatchObject({ code: 'STORAGE_FORBIDDEN' });
  });

  test.each([
    [undefined],
    [null],
    [false],
    [{}],
    [{ organizationId: undefined }],
    [{ organizationId: '' }],
    [{ tenant: 'acme' }],
    ['acme'],
  ])('that answers %j refuses', async scope => {
    const { remote } = await within(scope);
    expect(await failure(remote.listLogs())).toMatchObject({ code: 'STORAGE_FORBIDDEN' });
    expect(await failure(remote.getTags())).toMatchObject({ code: 'STORAGE_FORBIDDEN' });
  });
});

describe('a RemoteStore', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function served(listener: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(listener!);
    closing.push(() => server.close(() => undefined).closeAllConnections());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/deep/down/`;
  }

  test('takes lines and events as they are, over HTTP, with headers that may change', async () => {
    const storage = await storeOf();
    const seen: (string | null)[] = [];
    const authorize: StorageHandlerOptions['authorize'] = request => {
      seen.push(request.headers.get('authorization'));
      return true;
    };
    const url = await served(nodeListener(storageHandler(storage, { readOnly: false, authorize })));
    let token = 0;
    const remote = await new RemoteStore({ url, headers: async () => ({ authorization: `t${token++}` }) }).getStore(
      'observability',
    );
    const event = (n: number) => ({
      type: 'log' as const,
      log: {
        logId: `log-${n}`,
        timestamp: at,
        level: 'info' as const,
        message: 'ü',
        data: { when: at, nothing: undefined },
      },
    });
    await remote.ingest({ signal: 'log', events: [event(1), event(2)] });
    const { lines, count } = encodeLines('log', [event(2), event(3)]);
    await remote.ingest({ signal: 'log', lines, count });
    expect(await remote.listLogs()).toEqual(await storage.listLogs());
    expect((await remote.storageStats()).rows.log).toBe(3);
    expect(seen).toEqual(['t0', 't1', 't2', 't3', 't4']);
    const wrong = {
      type: 'log',
      log: {
        ...event(4).log,
        get message() {
          throw new Error('no');
        },
      },
    };
    expect(await failure(remote.ingest({ signal: 'log', events: [wrong as never] }))).toMatchObject({
      details: { failure: 'bad_row' },
    });
  });

  test('reads a large trace in pieces', async () => {
    const storage = await storeOf();
    const records = Array.from({ length: 3000 }, (_, n) => span('t', `s${n}`, { input: { text: 'x'.repeat(1000) } }));
    await storage.batchCreateSpans({ records });
    const pieces: number[] = [];
    const handler = storageHandler(storage);
    const url = await served(
      nodeListener(async request => {
        const response = await handler(request);
        const counted = response.body?.pipeThrough(
          new TransformStream<Uint8Array, Uint8Array>({
            transform(chunk, controller) {
              pieces.push(chunk.byteLength);
              controller.enqueue(chunk);
            },
          }),
        );
        return new Response(counted, response);
      }),
    );
    const remote = await new RemoteStore({ url }).getStore('observability');
    expect(await remote.getTrace({ traceId: 't' })).toEqual(await storage.getTrace({ traceId: 't' }));
    expect(pieces.length).toBeGreaterThan(20);
    expect(Math.max(...pieces)).toBeLessThan(100_000);
  });

  test.each([
    ['nobody listens', () => Promise.resolve('http://127.0.0.1:9'), 'STORAGE_UNREACHABLE', 'unreachable'],
    [
      'an answer breaks off',
      () =>
        served((_, response) => {
          response.write('{"value":{"logs":[]},"lists":{"logs":2}}\n{"item":1}\n');
          response.end();
        }),
      'STORAGE_UNREACHABLE',
      'unreachable',
    ],
    [
      'a connection breaks off',
      () =>
        served((_, response) => {
          response.write('{"value":');
          setImmediate(() => response.destroy());
        }),
      'STORAGE_UNREACHABLE',
      'unreachable',
    ],
    [
      'a gateway answers',
      () =>
        served((_, response) => {
          response.writeHead(502).end('<html>Bad Gateway');
        }),
      'STORAGE_UNREACHABLE',
      'unreachable',
    ],
    [
      'a page to sign in answers',
      () =>
        served((_, response) => {
          response.writeHead(302, { location: '/login' }).end();
        }),
      'STORAGE_ANSWER_INVALID',
      'unknown',
    ],
    [
      'credentials are wrong',
      () =>
        served((_, response) => {
          response.writeHead(401).end();
        }),
      'STORAGE_FORBIDDEN',
      'unauthorized',
    ],
    [
      'something else answers',
      () =>
        served((_, response) => {
          response.end('[]');
        }),
      'STORAGE_UNREACHABLE',
      'unreachable',
    ],
    [
      'it is too much',
      () =>
        served((_, response) => {
          response.writeHead(413).end();
        }),
      'STORAGE_REQUEST_TOO_LARGE',
      'bad_row',
    ],
  ])('says so where %s', async (_, address, code, kind) => {
    const store = new RemoteStore({ url: await address(), timeoutMs: 5000 });
    const error = await failure(store.init());
    expect(error).toMatchObject({ code, details: { failure: kind } });
  });

  test('ends a call that takes too long', async () => {
    const remote = await remoteOf(storageHandler(await storeOf()));
    const hanging = new RemoteStore({
      fetch: request =>
        new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))),
      timeoutMs: 5,
    });
    const [error] = await Promise.all([
      failure(hanging.init()),
      new Promise(resolve => setTimeout(resolve, 20)),
      remote.getTags(),
    ]);
    expect(error).toMatchObject({ code: 'STORAGE_UNREACHABLE' });
  });

  test('refuses every call after close', async () => {
    const store = new RemoteStore({ fetch: storageHandler(await storeOf()) });
    const remote = await store.getStore('observability');
    await store.close();
    expect(await failure(remote.listLogs())).toMatchObject({ code: 'STORAGE_CLOSED' });
    expect(await failure(store.init())).toMatchObject({ code: 'STORAGE_CLOSED' });
  });

  test.each([
    {},
    { url: 'ftp://x' },
    { url: 'nonsense' },
    { url: 'http://x', headers: { a: 1 } },
    { uri: 'http://x' },
    { url: 'http://x', timeoutMs: 0 },
  ])('refuses the options %j', options => {
    expect(() => new RemoteStore(options as never)).toThrow(
      expect.objectContaining({ code: 'REMOTE_STORE_OPTIONS_INVALID' }),
    );
  });
});
