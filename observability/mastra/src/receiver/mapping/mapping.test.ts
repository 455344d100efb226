import type { AnyExportedSpan, ExportedLog } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { keyValues, logRequest, posted, receiving, SPAN_ID, TRACE_ID, traceRequest } from '../testing/receiving.ts';

async function spansOf(...spans: readonly Readonly<Record<string, unknown>>[]): Promise<readonly AnyExportedSpan[]> {
  const { receiver, memory } = receiving({ deriveMetrics: false }, { processors: [] });
  const answer = await receiver.handle(posted('/v1/traces', traceRequest(...spans)));
  expect(answer.status).toBe(200);
  return memory.spans;
}

const spanOf = async (span: Readonly<Record<string, unknown>>): Promise<AnyExportedSpan> => (await spansOf(span))[0]!;

async function logsOf(...records: readonly Readonly<Record<string, unknown>>[]): Promise<readonly ExportedLog[]> {
  const { receiver, memory } = receiving({}, { processors: [] });
  const answer = await receiver.handle(posted('/v1/logs', logRequest(...records)));
  expect(answer.status).toBe(200);
  return memory.logs;
}

describe('a span', () => {
  it('keeps what there is no field for', async () => {
    const span = await spanOf({
      kind: 3,
      traceState: 'a=b',
      attributes: keyValues({ 'http.route': '/x', n: 1.5 }),
      droppedEventsCount: 2,
    });
    expect(span).toMatchObject({
      id: SPAN_ID,
      traceId: TRACE_ID,
      isRootSpan: true,
      type: 'generic',
      serviceName: 'checkout',
      attributes: { 'http.route': '/x', n: 1.5 },
      metadata: {
        kind: 'client',
        traceState: 'a=b',
        droppedEventsCount: 2,
        resource: { 'host.name': 'h1' },
        scope: { name: 'lib', version: '1.2' },
      },
    });
    expect(span.startTime.toISOString()).toBe('2018-12-13T14:51:00.000Z');
    expect(span.endTime?.toISOString()).toBe('2018-12-13T14:51:01.500Z');
  });

  it.each([
    ['hex in upper case', '5B8EFFF798038103D269B633813FC60C'],
    ['base64, as general protobuf libraries write it', Buffer.from(TRACE_ID, 'hex').toString('base64')],
  ])('has its trace id from %s', async (_, traceId) => {
    expect((await spanOf({ traceId })).traceId).toBe(TRACE_ID);
  });

  it('never ends before it began, and has times where none are given', async () => {
    const jumped = await spanOf({ endTimeUnixNano: '1544712659000000000' });
    expect(jumped.endTime).toEqual(jumped.startTime);
    const running = await spanOf({ endTimeUnixNano: '0' });
    expect(running.endTime).toBeUndefined();
    const timeless = await spanOf({ startTimeUnixNano: undefined, endTimeUnixNano: 'NaN' });
    expect(timeless.startTime.getTime()).toBeGreaterThan(Date.UTC(2024));
    const exact = await spanOf({ startTimeUnixNano: '1763712000123999999' });
    expect(exact.startTime.getTime()).toBe(1763712000123);
  });

  it.each([
    [
      'an exception of a failed span',
      { code: 2, message: 'failed' },
      { name: 'TypeError', message: 'no key', stack: 'at x' },
      [],
    ],
    ['an exception that was handled', { code: 1 }, undefined, ['exception']],
    ['an exception of a span without status', undefined, undefined, ['exception']],
  ])('has %s where it belongs', async (_, status, errorInfo, moments) => {
    const exception = keyValues({
      'exception.type': 'TypeError',
      'exception.message': 'no key',
      'exception.stacktrace': 'at x',
    });
    const [span, ...rest] = await spansOf({
      status,
      events: [{ name: 'exception', timeUnixNano: '1544712660100000000', attributes: exception }],
    });
    expect(span?.errorInfo).toEqual(errorInfo);
    expect(rest.map(moment => moment.name)).toEqual(moments);
  });

  it('has the words of its status where there is no exception', async () => {
    const { errorInfo } = await spanOf({
      status: { code: 'STATUS_CODE_ERROR', message: 'deadline' },
      attributes: keyValues({ 'error.type': 'timeout' }),
    });
    expect(errorInfo).toEqual({ name: 'timeout', message: 'deadline' });
  });

  it('begins and ends once, children within parents', async () => {
    const { receiver, memory } = receiving({ deriveMetrics: false });
    const child = { spanId: 'eee19b7ec3c1b175', parentSpanId: SPAN_ID, name: 'child' };
    await receiver.handle(posted('/v1/traces', traceRequest(child, { name: 'parent' })));
    const told = memory.tracingEvents.map(({ type, exportedSpan }) => `${exportedSpan.name} ${type}`);
    expect(told.filter(line => line.endsWith('ended'))).toEqual(['child span.ended', 'parent span.ended']);
    expect(told).toHaveLength(4);
  });
});

it('stands spans that are each other’s parents', async () => {
  const other = 'eee19b7ec3c1b175';
  const attributes = keyValues({ 'gen_ai.operation.name': 'chat' });
  const spans = await spansOf(
    { parentSpanId: other, attributes },
    { spanId: other, parentSpanId: SPAN_ID, attributes },
  );
  expect(spans).toHaveLength(2);
});

describe('hostile attributes', () => {
  it('stay fields of their own, whatever they are called', async () => {
    const names = { __proto__x: 1, constructor: 'c', toString: 't', hasOwnProperty: 'h' };
    const attributes = [
      ...keyValues(names),
      { key: '__proto__', value: { kvlistValue: { values: keyValues({ polluted: true }) } } },
      { key: 'nested', value: { kvlistValue: { values: [{ key: '__proto__', value: { stringValue: 'x' } }] } } },
      { key: 7 },
      null,
    ];
    const span = await spanOf({ attributes });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(span.attributes)).toBe(Object.prototype);
    expect(Object.hasOwn(span.attributes!.nested as object, '__proto__')).toBe(true);
    expect(span.attributes).toMatchObject({ constructor: 'c', toString: 't' });
  });

  it('keep numbers that JSON cannot hold as texts, and cut what nests too deep', async () => {
    let deep: unknown = { stringValue: 'x' };
    for (let i = 0; i < 70; i++) deep = { arrayValue: { values: [deep] } };
    const { attributes } = await spanOf({
      attributes: [
        { key: 'big', value: { intValue: '9223372036854775807' } },
        { key: 'small', value: { intValue: 42 } },
        { key: 'nan', value: { doubleValue: 'NaN' } },
        { key: 'inf', value: { doubleValue: '-Infinity' } },
        { key: 'bytes', value: { bytesValue: 'AQID' } },
        { key: 'empty', value: {} },
        { key: 'deep', value: deep },
      ],
    });
    expect(attributes).toMatchObject({
      big: '9223372036854775807',
      small: 42,
      nan: 'NaN',
      inf: '-Infinity',
      bytes: 'AQID',
      empty: null,
    });
    expect(JSON.stringify(attributes?.deep)).toContain('[cut: nested deeper than 64]');
  });

  it('are cut where one span has more than anybody can mean', async () => {
    const attributes = Array.from({ length: 5002 }, (_, i) => ({ key: `k${i}`, value: { intValue: i } }));
    const span = await spanOf({ attributes });
    expect(Object.keys(span.attributes!)).toHaveLength(5001);
    expect(span.attributes).toMatchObject({ k4999: 4999, '[cut]': '2 of 5002 fields' });
  });

  it('that a sender wrote as numbers of JSON keep what is left of them', async () => {
    const { attributes } = await spanOf({
      attributes: [
        { key: 'big', value: { intValue: 2 ** 60 } },
        { key: 'none', value: { intValue: null } },
      ],
    });
    expect(attributes).toEqual({ big: 2 ** 60, none: null });
  });

  it('of wrong types everywhere are no reason to fail', async () => {
    const span = await spanOf({
      name: 7,
      kind: 'x',
      attributes: 'none',
      events: [null, 7, {}],
      links: [{}, 'x'],
      status: [],
      traceState: {},
    });
    expect(span).toMatchObject({ name: 'unnamed span', attributes: {}, links: undefined, errorInfo: undefined });
  });
});

describe('generative AI', () => {
  it.each([
    [{ 'gen_ai.operation.name': 'chat' }, 'model_generation'],
    [{ 'gen_ai.operation.name': 'text_completion' }, 'model_generation'],
    [{ 'gen_ai.operation.name': 'generate_content' }, 'model_generation'],
    [{ 'gen_ai.system': 'openai', 'gen_ai.request.model': 'gpt-4o' }, 'model_generation'],
    [{ 'gen_ai.operation.name': 'execute_tool' }, 'tool_call'],
    [{ 'gen_ai.operation.name': 'execute_tool', 'mcp.method.name': 'tools/call' }, 'mcp_tool_call'],
    [{ 'gen_ai.operation.name': 'invoke_agent' }, 'agent_run'],
    [{ 'gen_ai.operation.name': 'invoke_workflow' }, 'workflow_run'],
    [{ 'gen_ai.operation.name': 'embeddings' }, 'rag_embedding'],
    [{ 'gen_ai.operation.name': 'retrieval' }, 'rag_vector_operation'],
    [{ 'gen_ai.operation.name': 'create_agent' }, 'generic'],
    [{ 'mastra.span.type': 'workflow_step' }, 'workflow_step'],
    [{ 'mastra.span.type': 'no such type', 'gen_ai.operation.name': 'chat' }, 'model_generation'],
  ])('%o is a %s', async (attributes, type) => {
    expect((await spanOf({ attributes: keyValues(attributes) })).type).toBe(type);
  });

  it.each([
    [
      'cached within the input',
      { input_tokens: 100, 'cache_read.input_tokens': 40, 'cache_creation.input_tokens': 10 },
      { inputTokens: 100, inputDetails: { text: 50, cacheRead: 40, cacheWrite: 10 } },
    ],
    [
      'cached beside the input',
      { input_tokens: 5, 'cache_read.input_tokens': 40 },
      { inputTokens: 45, inputDetails: { text: 5, cacheRead: 40 } },
    ],
    [
      'reasoning',
      { output_tokens: 30, 'reasoning.output_tokens': 20 },
      { outputTokens: 30, outputDetails: { text: 10, reasoning: 20 } },
    ],
    [
      'old names',
      { prompt_tokens: 3, completion_tokens: 4 },
      { inputTokens: 3, inputDetails: { text: 3 }, outputTokens: 4, outputDetails: { text: 4 } },
    ],
  ])('sums tokens: %s', async (_, tokens, usage) => {
    const usageAttributes = Object.fromEntries(
      Object.entries(tokens).map(([name, value]) => [`gen_ai.usage.${name}`, value]),
    );
    const { attributes } = await spanOf({
      attributes: keyValues({ 'gen_ai.operation.name': 'chat', ...usageAttributes }),
    });
    expect((attributes as { usage?: unknown }).usage).toEqual(usage);
  });

  it('reads parameters, first token, content and who asked', async () => {
    const span = await spanOf({
      attributes: keyValues({
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'anthropic',
        'gen_ai.request.model': 'claude-haiku-4-5',
        'gen_ai.request.temperature': 0.2,
        'gen_ai.request.max_tokens': 500,
        'gen_ai.request.stream': true,
        'gen_ai.response.time_to_first_chunk': 0.25,
        'gen_ai.response.id': 'r1',
        'gen_ai.system_instructions': '[{"type":"text","content":"be brief"}]',
        'gen_ai.input.messages': '[{"role":"user"}]',
        'gen_ai.output.messages': 'not {json',
        'gen_ai.agent.name': 'guide',
        'gen_ai.conversation.id': 't1',
        'session.id': 's1',
        'gen_ai.request.choice.count': 2,
      }),
    });
    expect(span).toMatchObject({
      input: { system: [{ content: 'be brief' }], messages: [{ role: 'user' }] },
      output: 'not {json',
      parentEntityType: 'agent',
      parentEntityName: 'guide',
      threadId: 't1',
      sessionId: 's1',
    });
    expect(span.attributes).toEqual({
      model: 'claude-haiku-4-5',
      provider: 'anthropic',
      parameters: { temperature: 0.2, maxOutputTokens: 500 },
      streaming: true,
      completionStartTime: new Date('2018-12-13T14:51:00.250Z'),
      responseId: 'r1',
      'gen_ai.request.choice.count': 2,
    });
  });

  it('takes content from the event that carries it', async () => {
    const spans = await spansOf({
      attributes: keyValues({ 'gen_ai.operation.name': 'chat' }),
      events: [
        {
          name: 'gen_ai.client.inference.operation.details',
          attributes: keyValues({ 'gen_ai.output.messages': '["hi"]' }),
        },
      ],
    });
    expect(spans).toHaveLength(1);
    expect(spans[0]?.output).toEqual(['hi']);
  });

  it('counts a model call within a model call once', async () => {
    const { receiver, memory } = receiving();
    const chat = keyValues({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.usage.input_tokens': 9,
    });
    const inner = { spanId: 'eee19b7ec3c1b175', parentSpanId: SPAN_ID, attributes: chat };
    await receiver.handle(posted('/v1/traces', traceRequest(inner, { attributes: chat })));
    expect(memory.spans.map(span => span.type).sort()).toEqual(['model_generation', 'model_step']);
    expect(memory.metricsNamed('mastra_model_input_tokens').map(metric => metric.value)).toEqual([9]);
  });

  it('derives no metrics where that is not wanted', async () => {
    const attributes = keyValues({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'guide' });
    const derived = receiving();
    await derived.receiver.handle(posted('/v1/traces', traceRequest({ attributes })));
    expect(derived.memory.metricsNamed('mastra_agent_duration_ms')).toMatchObject([
      { value: 1500, labels: { agent: 'guide', service: 'checkout', status: 'success' }, traceId: TRACE_ID },
    ]);
    for (const quiet of [receiving({ deriveMetrics: false }), receiving({}, { metrics: { autoExtract: false } })]) {
      await quiet.receiver.handle(posted('/v1/traces', traceRequest({ attributes })));
      expect([quiet.memory.spans.length, quiet.memory.metrics.length]).toEqual([1, 0]);
    }
  });
});

describe('a log', () => {
  it.each([
    [1, 'debug'],
    [5, 'debug'],
    [9, 'info'],
    [12, 'info'],
    [13, 'warn'],
    [17, 'error'],
    [21, 'fatal'],
    [24, 'fatal'],
    [99, 'info'],
  ] as const)('of severity %d is %s', async (severityNumber, level) => {
    expect((await logsOf({ severityNumber }))[0]?.level).toBe(level);
  });

  it.each([
    ['Warning', 'warn'],
    ['ERROR', 'error'],
    ['Critical', 'fatal'],
    ['trace', 'debug'],
    ['odd', 'info'],
  ])('named %s is %s', async (severityText, level) => {
    expect((await logsOf({ severityText }))[0]?.level).toBe(level);
  });

  it('has a message, data, ids, and a name of its own', async () => {
    const [log] = await logsOf({
      observedTimeUnixNano: '1544712660000000000',
      body: { kvlistValue: { values: keyValues({ a: 1 }) } },
      attributes: keyValues({ code: 7, 'user.id': 'ada' }),
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      eventName: 'login',
    });
    expect(log).toMatchObject({
      message: '{"a":1}',
      data: { code: 7 },
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      timestamp: new Date('2018-12-13T14:51:00Z'),
      metadata: { eventName: 'login', scope: { name: 'lib' } },
      correlationContext: { userId: 'ada', serviceName: 'checkout' },
    });
  });

  it('keeps the id that it brings', async () => {
    const [log] = await logsOf({ attributes: keyValues({ 'log.record.uid': 'own-1', a: 1 }) });
    expect(log).toMatchObject({ logId: 'own-1', data: { a: 1 } });
  });

  it('is said by its event name where it has no body, and has no span without a trace', async () => {
    const [log] = await logsOf({ eventName: 'login', spanId: SPAN_ID });
    expect(log).toMatchObject({ message: 'login', spanId: undefined, traceId: undefined });
  });
});
