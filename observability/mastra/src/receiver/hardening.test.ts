import { gzipSync } from 'node:zlib';
import { InMemoryStore } from '@mastra/core/storage';
import { describe, expect, it } from 'vitest';
import { DefaultExporter } from '../exporters/default.ts';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';
import { gate, RecordingLogger } from '../testing/destination.ts';
import { createOtlpReceiver } from './receiver.ts';
import { jsonSpans } from './testing/hostile-bodies.ts';
import { keyValues, logRequest, posted, receiving, TRACE_ID, traceRequest } from './testing/receiving.ts';

const GOOD = { spanId: 'aaaaaaaaaaaaaaaa', name: 'good' };

async function partial(answer: Response): Promise<{ rejected: number; message: string }> {
  expect(answer.status).toBe(200);
  const { partialSuccess = {} } = (await answer.json()) as { partialSuccess?: Record<string, string> };
  const { errorMessage = '', ...counts } = partialSuccess;
  return { rejected: Number(Object.values(counts)[0] ?? 0), message: errorMessage };
}

describe('a record that makes no sense is refused and counted, the others are taken', () => {
  const strange = { valueOf: 1, toString: 2 };
  it.each([
    ['an object as time', { startTimeUnixNano: {} }],
    ['an object that is no number', { endTimeUnixNano: strange }],
    ['a list as time', { startTimeUnixNano: [1] }],
    ['an object as kind', { kind: strange }],
    ['an object as status code', { status: { code: strange } }],
    ['an object as a count', { droppedEventsCount: strange }],
    ['an object as the time of an event', { events: [{ name: 'x', timeUnixNano: {} }] }],
    ['an object as an integer', { attributes: [{ key: 'a', value: { intValue: strange } }] }],
    ['an object as a double', { attributes: [{ key: 'a', value: { doubleValue: {} } }] }],
    ['an object as a text', { attributes: [{ key: 'a', value: { stringValue: {} } }] }],
    ['100,000 events', { events: Array.from({ length: 100_000 }, () => ({})) }],
    ['2,000 events', { events: Array.from({ length: 2000 }, () => ({})) }],
    ['30,000 attributes', { attributes: Array.from({ length: 30_000 }, () => ({})) }],
    ['5 megabytes', { name: 'x'.repeat(5_000_000) }],
  ])('%s', async (_, span) => {
    const { receiver, memory } = receiving({ deriveMetrics: false });
    const answer = await receiver.handle(posted('/v1/traces', traceRequest(span, GOOD)));
    expect((await partial(answer)).rejected).toBe(1);
    expect(memory.spans.map(one => one.name)).toEqual(['good']);
  });

  it.each([
    ['an object as severity', { severityNumber: strange }],
    ['an object as time', { timeUnixNano: {} }],
  ])('%s of a log', async (_, record) => {
    const { receiver, memory } = receiving();
    const answer = await receiver.handle(posted('/v1/logs', logRequest(record, { body: { stringValue: 'good' } })));
    expect((await partial(answer)).rejected).toBe(1);
    expect(memory.logs.map(log => log.message)).toEqual(['good']);
  });

  it.each(['constructor', '__proto__', 'toString', 'gzip, gzip'])(
    'content-encoding: %s answers 415',
    async encoding => {
      const { receiver } = receiving();
      const answer = await receiver.handle(posted('/v1/traces', traceRequest({}), { 'content-encoding': encoding }));
      expect(answer.status).toBe(415);
    },
  );
});

describe('usage that nobody can have had', () => {
  it.each([-2e15, 1e308, -1, 1.5e16, Number.NaN])(
    '%d is no usage and no metric, and stays an attribute',
    async tokens => {
      const { receiver, memory } = receiving();
      const attributes = [
        ...keyValues({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' }),
        { key: 'gen_ai.usage.input_tokens', value: { doubleValue: Number.isNaN(tokens) ? 'NaN' : tokens } },
        { key: 'gen_ai.usage.cost', value: { doubleValue: Number.isNaN(tokens) ? 'NaN' : tokens } },
      ];
      await receiver.handle(posted('/v1/traces', traceRequest({ attributes })));
      const { usage, costUsd, ...rest } = memory.spans[0]!.attributes as Record<string, unknown>;
      expect([usage, tokens === 1.5e16 ? undefined : costUsd]).toEqual([undefined, undefined]);
      expect(rest['gen_ai.usage.input_tokens']).toBeDefined();
      expect(memory.metricsNamed('mastra_model_input_tokens')).toEqual([]);
    },
  );
});

describe('megabytes', () => {
  const huge = 'a'.repeat(300_000);
  const total = (value: unknown) => JSON.stringify(value).length;

  it('in names, status, ids, tags, links, keys and events are cut, with markers', async () => {
    const { receiver, memory } = receiving({ deriveMetrics: false }, { processors: [] });
    const span = {
      name: huge,
      traceState: huge,
      kind: huge,
      status: { code: 2, message: huge },
      attributes: keyValues({
        'user.id': huge,
        'session.id': huge,
        'mastra.tags': Array.from({ length: 200 }, () => 'tag'.repeat(200)),
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': huge,
        [huge]: 1,
      }),
      links: Array.from({ length: 500 }, (_, i) => ({ traceId: TRACE_ID, spanId: String(i + 1).padStart(16, '0') })),
      events: [{ name: huge }],
    };
    await receiver.handle(posted('/v1/traces', traceRequest(span)));
    const [stored, event] = memory.spans;
    expect(stored!.name).toMatch(/a\[cut: 1024 of 300000 characters kept\]$/);
    expect(stored!.userId).toMatch(/\[cut: 512 of 300000 characters kept\]$/);
    expect(stored!.sessionId).toMatch(/\[cut: /);
    expect(stored!.entityName).toMatch(/\[cut: /);
    expect(stored!.tags!.at(-1)).toBe('[cut: 72 of 200 tags]');
    expect(stored!.links).toHaveLength(128);
    expect(stored!.links!.at(-1)!.attributes).toEqual({ '[cut]': '372 of 500 links' });
    expect(stored!.metadata?.kind).toBeUndefined();
    expect(event!.name).toMatch(/\[cut: /);
    expect(total({ ...stored, tags: [] })).toBeLessThan(100_000);
  });

  it('in the fields of logs, scores and feedback are cut', async () => {
    const { receiver, memory } = receiving({}, { processors: [] });
    const score = keyValues({
      'gen_ai.evaluation.name': huge,
      'gen_ai.evaluation.score.value': 1,
      'mastra.score.id': huge,
    });
    const feedback = keyValues({
      'mastra.feedback.type': huge,
      'mastra.feedback.source': huge,
      'mastra.feedback.value': huge,
      'mastra.feedback.comment': huge,
    });
    const records = [
      { eventName: 'gen_ai.evaluation.result', attributes: score },
      { eventName: 'mastra.feedback', attributes: feedback },
      {
        eventName: huge,
        body: { stringValue: 'm'.repeat(2_000_000) },
        attributes: keyValues({ 'log.record.uid': huge }),
      },
    ];
    for (const record of records) await receiver.handle(posted('/v1/logs', logRequest(record)));
    expect(memory.scores[0]).toMatchObject({ scorerId: expect.stringContaining('[cut: 512 of') });
    expect(total(memory.scores)).toBeLessThan(5000);
    expect(total(memory.feedback)).toBeLessThan(200_000);
    expect(memory.logs[0]!.message).toContain('[cut: 1048576 of 2000000 characters kept]');
    expect(memory.logs[0]!.logId.length).toBeLessThan(600);
  });
});

describe('what is not taken is not acknowledged', () => {
  it('after shutdown: 503', async () => {
    const { receiver, observability } = receiving();
    await observability.shutdown();
    const answer = await receiver.handle(posted('/v1/traces', traceRequest({})));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
  });

  it('with full queues: 429, and the same request is taken once there is room', async () => {
    const door = gate();
    const storage = new InMemoryStore();
    const store = (await storage.getStore('observability'))!;
    const createSpans = store.batchCreateSpans.bind(store);
    store.batchCreateSpans = async args => {
      await door.opened;
      await createSpans(args);
    };
    const observability = new Observability({
      serviceName: 'collector',
      exporters: [new DefaultExporter({ maxQueueEvents: 10 })],
    });
    observability.attach({ storage, logger: new RecordingLogger() });
    const receiver = createOtlpReceiver({ observability, deriveMetrics: false });
    const ids = Array.from({ length: 4 }, (_, i) => `000000000000000${i + 1}`);
    const send = () => receiver.handle(posted('/v1/traces', traceRequest(...ids.map(spanId => ({ spanId })))));
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      ids.forEach((id, at) => {
        ids[at] = `${i}${id.slice(1)}`;
      });
      const answer = await send();
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe('5');
    }
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(429);
    door.open();
    await observability.flush();
    expect((await send()).status).toBe(200);
    await observability.flush();
    expect((await store.getSpans({ traceId: TRACE_ID, spanIds: ids })).spans).toHaveLength(4);
    await observability.shutdown();
  });

  it('where no exporter takes it: rejected, with the reason', async () => {
    const observability = new Observability({
      serviceName: 'x',
      exporters: [{ name: 'logs', onLogEvent: () => undefined }],
    });
    const receiver = createOtlpReceiver({ observability });
    expect(await partial(await receiver.handle(posted('/v1/traces', traceRequest({}))))).toEqual({
      rejected: 1,
      message: expect.stringContaining('no exporter'),
    });
  });

  it('where a processor fails: rejected, with the reason', async () => {
    const failing = {
      name: 'failing',
      process: () => {
        throw new Error('no');
      },
    };
    const { receiver } = receiving({}, { processors: [failing] });
    expect((await partial(await receiver.handle(posted('/v1/traces', traceRequest({}))))).rejected).toBe(1);
  });

  it('where one exporter of two has no room: taken, with a remark', async () => {
    const memory = new InMemoryExporter();
    const full = new DefaultExporter({ maxQueueEvents: 1 });
    const observability = new Observability({ serviceName: 'x', exporters: [memory, full] });
    const receiver = createOtlpReceiver({ observability, deriveMetrics: false });
    const spans = Array.from({ length: 9 }, (_, i) => ({ spanId: `aaaaaaaaaaaaaaa${i}` }));
    const said = await partial(await receiver.handle(posted('/v1/traces', traceRequest(...spans))));
    expect(said).toEqual({ rejected: 0, message: expect.stringContaining('default') });
    expect(memory.spans).toHaveLength(9);
  });
});

describe('envelopes of other times and libraries', () => {
  const ids = { trace_id: TRACE_ID, span_id: 'aaaaaaaaaaaaaaaa', start_time_unix_nano: '1544712660000000000' };
  const snake = { ...ids, name: 'snake', attributes: [{ key: 'a_b', value: { string_value: 'x' } }] };
  const camel = { traceId: TRACE_ID, spanId: 'aaaaaaaaaaaaaaaa', name: 'camel' };
  const resource = { attributes: [{ key: 'service.name', value: { string_value: 'snakes' } }] };

  it.each([
    [
      'snake case',
      { resource_spans: [{ resource, scope_spans: [{ scope: { name: 'lib' }, spans: [snake] }] }] },
      'snake',
    ],
    ['spans in snake case', { resourceSpans: [{ scopeSpans: [{ spans: [snake] }] }] }, 'snake'],
    [
      'instrumentationLibrarySpans',
      {
        resourceSpans: [{ instrumentationLibrarySpans: [{ instrumentationLibrary: { name: 'lib' }, spans: [camel] }] }],
      },
      'camel',
    ],
    ['both in snake case', { resource_spans: [{ instrumentation_library_spans: [{ spans: [snake] }] }] }, 'snake'],
    [
      'fields in another order',
      { resourceSpans: [{ scopeSpans: [{ spans: [camel], scope: { name: 'lib' } }], resource }] },
      'camel',
    ],
  ])('%s: taken', async (_, body, name) => {
    const { receiver, memory } = receiving({}, { processors: [] });
    expect(await (await receiver.handle(posted('/v1/traces', body))).json()).toEqual({});
    expect(memory.spans.map(span => span.name)).toEqual([name]);
    if (name === 'snake') expect(memory.spans[0]!.attributes).toEqual({ a_b: 'x' });
    if (JSON.stringify(body).includes('snakes')) expect(memory.spans[0]!.serviceName).toBe('snakes');
    if (JSON.stringify(body).includes('lib"')) expect(memory.spans[0]!.metadata?.scope).toEqual({ name: 'lib' });
  });

  it.each([
    ['logs at the path of traces', { resourceLogs: [{ scopeLogs: [] }] }],
    ['spans without an envelope', { spans: [camel] }],
    ['groups without scopes', { resourceSpans: [{ resource, spans: [camel] }] }],
    ['scopes without spans', { resourceSpans: [{ scopeSpans: [{ scope: {}, logRecords: [] }] }] }],
    ['an object where a list belongs', { resourceSpans: { scopeSpans: [] } }],
    ['another protocol', { batch: [] }],
  ])('%s: refused with what was expected', async (_, body) => {
    const { receiver } = receiving();
    const answer = await receiver.handle(posted('/v1/traces', body));
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { message: string }).message).toMatch(
      /expected .*(resourceSpans|scopeSpans|spans)/,
    );
  });

  it.each([
    [{}],
    [{ resourceSpans: [] }],
    [{ resourceSpans: [{}] }],
    [{ resourceSpans: null }],
    [{ resourceSpans: [{ scopeSpans: [{ spans: [] }] }] }],
  ])('%o says nothing, and is taken', async body => {
    expect(await partial(await receiving().receiver.handle(posted('/v1/traces', body)))).toEqual({
      rejected: 0,
      message: '',
    });
  });

  it('protobuf of another kind is refused', async () => {
    const { receiver } = receiving();
    const answer = await receiver.handle(
      posted('/v1/traces', '\u001a\u0003abc', { 'content-type': 'application/x-protobuf' }),
    );
    expect(answer.status).toBe(400);
  });
});

describe('slow and crowded', () => {
  it('a body that does not come is answered with 408', async () => {
    const { receiver } = receiving({ bodyTimeoutMs: 20 });
    const body = new ReadableStream({ start: controller => controller.enqueue(Buffer.from('{"resource')) });
    const request = new Request('http://localhost/v1/traces', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    const answer = await receiver.handle(request);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([408, '1']);
  });

  it('a small body that unfolds is held against all that is under way', async () => {
    const { receiver } = receiving({ maxBodyBytes: 2_000_000, maxBytesUnderWay: 1 });
    // One request alone always has its room.
    const text = jsonSpans(`{"name":"${'x'.repeat(1_900_000)}"}`);
    const answer = await receiver.handle(
      new Request('http://localhost/v1/traces', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync(text),
      }),
    );
    expect((await partial(answer)).rejected).toBe(1);
  });
});
