import type { CreateSpanRecord } from '@mastra/core/storage';
import { beforeAll, describe, expect, test } from 'vitest';
import { fullCorrelation } from '../fixtures/correlation.ts';
import { at, runningSpan, span, spanId, traceId } from '../fixtures/records.ts';
import { agentRun } from '../fixtures/trace.ts';
import { needs, type StoreHandle } from '../harness.ts';

export function describeSpans(handle: StoreHandle): void {
  describe('spans', () => {
    beforeAll(() => handle.storage.dangerouslyClearAll());
    describeRoundTrip(handle);
    describeOneCopy(handle);
    describeTraceReads(handle);
    describeUpdates(handle);
  });
}

function describeRoundTrip(handle: StoreHandle): void {
  test('every field comes back as it was given', async () => {
    const given: CreateSpanRecord = {
      ...fullCorrelation(1),
      traceId: traceId(100),
      spanId: spanId(1),
      parentSpanId: spanId(2),
      name: "tool: 'get-weather'",
      spanType: 'tool_call',
      startedAt: at(1),
      endedAt: at(1234),
      sequence: 7,
      isEvent: false,
      input: { city: 'Oslo', nested: [1, 2.5, -3e-7, true, null, { deep: 'yes' }] },
      output: ['cold', 'grey'],
      attributes: { toolCallId: 'c1', success: true, count: 3 },
      metadata: { plan: 'pro', limits: { a: 1 }, list: [1, 2], on: false },
      links: [{ traceId: traceId(9), spanId: spanId(9), attributes: { why: 'retry' } }],
      error: { message: 'no', name: 'RangeError', details: { code: 7 } },
      endReason: 'aborted',
      tags: ['b', 'a'],
      sampleWeight: 2.5,
    };
    await handle.storage.createSpan({ span: given });
    const found = await handle.storage.getSpan({ traceId: traceId(100), spanId: spanId(1) });
    expect(found).toEqual({ span: { ...given, status: 'error' } });
  });

  test('what is null, undefined, an empty optional text or no tags at all is left out of the answer', async () => {
    await handle.storage.createSpan({
      span: span({
        traceId: traceId(101),
        parentSpanId: null,
        input: null,
        output: undefined,
        metadata: null,
        userId: '',
        tags: [],
      }),
    });
    const found = await handle.storage.getSpan({ traceId: traceId(101), spanId: spanId(1) });
    const keys = ['endedAt', 'isEvent', 'name', 'spanId', 'spanType', 'startedAt', 'status', 'traceId'];
    expect(Object.keys(found?.span ?? {}).sort()).toEqual(keys);
  });

  test.each([
    ['a text', 'text'],
    ['an empty text', ''],
    ['a number', 0],
    ['a fraction', 0.1],
    ['false', false],
    ['an empty array', []],
    ['an empty object', {}],
    ['nested nulls', { a: null, b: [null] }],
    ['text that looks like JSON', '{"a":1}'],
    ['keys with dots and quotes', { 'a.b': 1, '"c"': 2, '': 3 }],
  ])('a payload that is %s comes back', async (what, payload) => {
    const trace = `payload ${what}`;
    await handle.storage.createSpan({ span: span({ traceId: trace, input: payload, output: payload }) });
    const found = await handle.storage.getSpan({ traceId: trace, spanId: spanId(1) });
    expect([found?.span.input, found?.span.output]).toEqual([payload, payload]);
  });

  test('a date within a payload becomes its ISO text, and what JSON has no word for is left out', async () => {
    await handle.storage.createSpan({
      span: span({ traceId: traceId(102), input: { when: at(5), nothing: undefined, run: () => 1 } }),
    });
    const found = await handle.storage.getSpan({ traceId: traceId(102), spanId: spanId(1) });
    expect(found?.span.input).toEqual({ when: at(5).toISOString() });
  });

  test('the store keeps a copy, and hands out copies', async () => {
    const key = { traceId: traceId(103), spanId: spanId(1) };
    const given = span({ ...key, input: { list: [1] }, tags: ['kept'] });
    await handle.storage.createSpan({ span: given });
    (given.input as { list: number[] }).list.push(2);
    given.tags?.push('late');
    const first = await handle.storage.getSpan(key);
    (first!.span.input as { list: number[] }).list.push(3);
    first!.span.startedAt.setTime(0);
    const second = await handle.storage.getSpan(key);
    expect(second?.span).toMatchObject({ input: { list: [1] }, tags: ['kept'], startedAt: at(0) });
  });

  test('an event span without an end has ended when it started', async () => {
    await handle.storage.createSpan({ span: runningSpan({ traceId: traceId(104), isEvent: true }) });
    const found = await handle.storage.getSpan({ traceId: traceId(104), spanId: spanId(1) });
    expect(found?.span).toMatchObject({ isEvent: true, endedAt: at(0), status: 'success' });
  });

  test('a running span is seen while it runs', async () => {
    const key = { traceId: traceId(105), spanId: spanId(1) };
    await handle.storage.createSpan({ span: runningSpan({ ...key, input: 'question', sessionId: 's-105' }) });
    const found = await handle.storage.getSpan(key);
    expect(found?.span).toMatchObject({ ...key, status: 'running', sessionId: 's-105' });
    expect(found?.span).not.toHaveProperty('endedAt');
    expect(found?.span.input).toBe('question');
  });

  test('an error wins over the end, and over running', async () => {
    const error = { message: 'no' };
    await handle.storage.batchCreateSpans({
      records: [
        span({ traceId: traceId(106), spanId: spanId(1), error }),
        span({ traceId: traceId(106), spanId: spanId(2) }),
      ],
    });
    const trace = await handle.storage.getTrace({ traceId: traceId(106) });
    expect(trace?.spans.map(({ status }) => status)).toEqual(['error', 'success']);
  });

  test('a batch of thousands arrives whole', async () => {
    const records = Array.from({ length: 3000 }, (_, n) =>
      span({ traceId: traceId(107), spanId: spanId(n), startedAt: at(n) }),
    );
    await handle.storage.batchCreateSpans({ records });
    const structure = await handle.storage.getStructure({ traceId: traceId(107) });
    expect(structure?.spans.map(({ spanId: id }) => id)).toEqual(records.map(({ spanId: id }) => id));
  });

  test('an empty batch is fine', async () => {
    await expect(handle.storage.batchCreateSpans({ records: [] })).resolves.toBeUndefined();
  });
}

function describeOneCopy(handle: StoreHandle): void {
  const outputOf = async (trace: string) => {
    const found = await handle.storage.getTrace({ traceId: trace });
    return found?.spans.map(({ output, status }) => [output, status]);
  };

  test('a second copy of an ended span changes nothing', async () => {
    const records = [
      span({ traceId: traceId(110), output: 'first' }),
      span({ traceId: traceId(110), output: 'second' }),
    ];
    await handle.storage.batchCreateSpans({ records });
    await handle.storage.batchCreateSpans({ records: [span({ traceId: traceId(110), output: 'third' })] });
    expect(await outputOf(traceId(110))).toEqual([['first', 'success']]);
  });

  test('the ended span takes the place of the running one, in one batch or in two', async () => {
    const [running, ended] = [runningSpan({ traceId: traceId(111) }), span({ traceId: traceId(111), output: 'done' })];
    await handle.storage.createSpan({ span: running });
    await handle.storage.createSpan({ span: ended });
    const other = { traceId: traceId(112) };
    await handle.storage.batchCreateSpans({
      records: [
        { ...running, ...other },
        { ...ended, ...other },
      ],
    });
    expect(await outputOf(traceId(111))).toEqual([['done', 'success']]);
    expect(await outputOf(traceId(112))).toEqual([['done', 'success']]);
  });

  test('a start that arrives after the end does not reopen the span', async () => {
    const [running, ended] = [runningSpan({ traceId: traceId(113) }), span({ traceId: traceId(113), output: 'done' })];
    await handle.storage.createSpan({ span: ended });
    await handle.storage.createSpan({ span: running });
    const other = { traceId: traceId(114) };
    await handle.storage.batchCreateSpans({
      records: [
        { ...ended, ...other },
        { ...running, ...other },
      ],
    });
    expect(await outputOf(traceId(113))).toEqual([['done', 'success']]);
    expect(await outputOf(traceId(114))).toEqual([['done', 'success']]);
  });

  test('the same span id in two traces is two spans', async () => {
    const records = [span({ traceId: traceId(115), output: 'a' }), span({ traceId: traceId(116), output: 'b' })];
    await handle.storage.batchCreateSpans({ records });
    expect(await outputOf(traceId(115))).toEqual([['a', 'success']]);
    expect(await outputOf(traceId(116))).toEqual([['b', 'success']]);
  });
}

function describeTraceReads(handle: StoreHandle): void {
  const { spans } = agentRun({ n: 120 });
  const trace = traceId(120);
  beforeAll(() => handle.storage.batchCreateSpans({ records: [...spans].reverse() }));

  test('getTrace answers all spans by start', async () => {
    const found = await handle.storage.getTrace({ traceId: trace });
    expect(found?.traceId).toBe(trace);
    expect(found?.spans.map(({ spanId: id }) => id)).toEqual(spans.map(({ spanId: id }) => id));
    expect(found?.spans[0]).toMatchObject({ input: { city: 'Oslo' }, output: 'Cold.' });
  });

  test('spans of one moment are ordered by span id', async () => {
    const ids = ['B', 'a', 'é', '𝒜', '\uffee', 'Z'];
    await handle.storage.batchCreateSpans({ records: ids.map(id => span({ traceId: traceId(121), spanId: id })) });
    const found = await handle.storage.getTrace({ traceId: traceId(121) });
    expect(found?.spans.map(({ spanId: id }) => id)).toEqual(['B', 'Z', 'a', 'é', '\uffee', '𝒜']);
  });

  test('spans of one moment come back in the order in which they began, the root first', async () => {
    const begun = ['root', 'z', 'y', 'b', 'x', 'a'];
    const records = begun.map((id, sequence) =>
      span({
        traceId: traceId(123),
        spanId: id,
        parentSpanId: id === 'root' ? null : 'root',
        sequence: sequence * 0.5,
      }),
    );
    const first = span({ traceId: traceId(123), spanId: 'zz', startedAt: at(-1), parentSpanId: 'root', sequence: 9 });
    await handle.storage.batchCreateSpans({ records: [...records.toReversed(), first] });
    const found = await handle.storage.getTrace({ traceId: traceId(123) });
    expect(found?.spans.map(({ spanId: id }) => id)).toEqual(['zz', ...begun]);
    const structure = await handle.storage.getStructure({ traceId: traceId(123) });
    expect(structure?.spans.map(({ spanId: id }) => id)).toEqual(['zz', ...begun]);
    const some = await handle.storage.getSpans({ traceId: traceId(123), spanIds: ['a', 'b', 'root'] });
    expect(some.spans.map(({ spanId: id }) => id)).toEqual(['root', 'b', 'a']);
  });

  test('where nobody has counted, a root comes before the other spans of its moment', async () => {
    const records = ['a', 'm', 'z'].map(id =>
      span({ traceId: traceId(124), spanId: id, parentSpanId: id === 'm' ? null : 'm' }),
    );
    await handle.storage.batchCreateSpans({ records });
    const found = await handle.storage.getTrace({ traceId: traceId(124) });
    expect(found?.spans.map(({ spanId: id }) => id)).toEqual(['m', 'a', 'z']);
  });

  test('getStructure answers the tree without payloads', async () => {
    const found = await handle.storage.getStructure({ traceId: trace });
    expect(found?.spans.map(({ parentSpanId }) => parentSpanId)).toEqual(spans.map(({ parentSpanId }) => parentSpanId));
    for (const light of found?.spans ?? []) {
      for (const field of ['input', 'output', 'attributes', 'metadata', 'links'])
        expect(light).not.toHaveProperty(field);
    }
  });

  test('getRootSpan answers the root, and without one the earliest span', async () => {
    const root = await handle.storage.getRootSpan({ traceId: trace });
    expect(root?.span).toMatchObject({ spanId: spanId(1200), input: { city: 'Oslo' } });
    const orphans = [2, 1].map(n =>
      span({ traceId: traceId(122), spanId: spanId(n), parentSpanId: 'elsewhere', startedAt: at(n) }),
    );
    await handle.storage.batchCreateSpans({ records: orphans });
    const earliest = await handle.storage.getRootSpan({ traceId: traceId(122) });
    expect(earliest?.span.spanId).toBe(spanId(1));
  });

  test('getSpans answers those that are there, in the order of the trace', async () => {
    const spanIds = [spanId(1203), 'unknown', spanId(1201), spanId(1203)];
    const found = await handle.storage.getSpans({ traceId: trace, spanIds });
    expect(found.spans.map(({ spanId: id }) => id)).toEqual([spanId(1201), spanId(1203)]);
    expect(await handle.storage.getSpans({ traceId: trace, spanIds: [] })).toEqual({ traceId: trace, spans: [] });
  });

  test('what is not there is null', async () => {
    const nowhere = { traceId: 'nowhere', spanId: spanId(1) };
    expect(await handle.storage.getSpan(nowhere)).toBeNull();
    expect(await handle.storage.getSpan({ traceId: trace, spanId: 'nobody' })).toBeNull();
    expect(await handle.storage.getTrace(nowhere)).toBeNull();
    expect(await handle.storage.getStructure(nowhere)).toBeNull();
    expect(await handle.storage.getRootSpan(nowhere)).toBeNull();
  });
}

function describeUpdates(handle: StoreHandle): void {
  describe('updates', () => {
    needs(handle, 'span updates');
    const key = (n: number) => ({ traceId: traceId(n), spanId: spanId(1) });
    const read = async (n: number) => (await handle.storage.getSpan(key(n)))?.span;

    test('fields that are given replace, attributes and metadata are merged by key, the rest stays', async () => {
      const before = runningSpan({
        ...key(130),
        input: { a: 1 },
        output: 'early',
        attributes: { a: 1, b: { x: 1 } },
        metadata: { m: 1 },
      });
      await handle.storage.createSpan({ span: before });
      const updates = { output: 'late', attributes: { b: { y: 2 }, c: 3 }, metadata: { n: 2 }, endedAt: at(9) };
      await handle.storage.updateSpan({ ...key(130), updates });
      expect(await read(130)).toMatchObject({
        input: { a: 1 },
        output: 'late',
        attributes: { a: 1, b: { y: 2 }, c: 3 },
        metadata: { m: 1, n: 2 },
        endedAt: at(9),
        status: 'success',
      });
    });

    test('updates of one batch are applied one after the other', async () => {
      await handle.storage.createSpan({ span: runningSpan(key(131)) });
      const records = [
        { output: 'one', metadata: { a: 1 } },
        { output: 'two', metadata: { b: 2 } },
      ].map(updates => ({ ...key(131), updates }));
      await handle.storage.batchUpdateSpans({ records });
      expect(await read(131)).toMatchObject({ output: 'two', metadata: { a: 1, b: 2 }, status: 'running' });
    });

    test('an error may be added to a span that has ended', async () => {
      await handle.storage.createSpan({ span: span(key(132)) });
      await handle.storage.updateSpan({ ...key(132), updates: { error: { message: 'late' } } });
      expect(await read(132)).toMatchObject({ error: { message: 'late' }, status: 'error' });
    });

    test('a span that is not there is left alone', async () => {
      await handle.storage.updateSpan({ ...key(133), updates: { output: 'x' } });
      expect(await read(133)).toBeUndefined();
    });
  });
}
