import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { encodeProtobuf } from './testing/protobuf.ts';
import { receiving, SPAN_ID, TRACE_ID } from './testing/receiving.ts';

const seed = Date.now() % 2 ** 31;

/** What may stand where something else belongs. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    '',
    '0',
    'NaN',
    '-1',
    -2e15,
    1e308,
    2 ** 60,
    '__proto__',
    'constructor',
    '\ud800',
    {},
    [],
    [[]],
    { valueOf: 1, toString: 2 },
    { toJSON: 'x' },
    { __proto__: null, constructor: {} },
    'x'.repeat(5000),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
const maybe = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: anything });

const names = fc.constantFrom(
  'gen_ai.operation.name',
  'gen_ai.request.model',
  'gen_ai.usage.input_tokens',
  'gen_ai.input.messages',
  'gen_ai.prompt.0.content',
  'openinference.span.kind',
  'llm.token_count.prompt',
  'llm.input_messages.0.message.content',
  'ai.operationId',
  'ai.usage.inputTokens',
  'ai.prompt.messages',
  'traceloop.span.kind',
  'traceloop.entity.input',
  'all_messages_events',
  'mastra.span.type',
  'mastra.tags',
  'session.id',
  '__proto__',
  'constructor',
);
const value = maybe(
  fc.oneof(
    fc.record({
      stringValue: maybe(fc.constantFrom('chat', 'LLM', 'agent', '{"a":1}', '[1', 'ai.generateText', '12')),
    }),
    fc.record({ intValue: maybe(fc.integer()) }),
    fc.record({ doubleValue: maybe(fc.double()) }),
    fc.record({ arrayValue: maybe(fc.record({ values: maybe(fc.array(anything, { maxLength: 3 })) })) }),
    fc.record({ kvlistValue: maybe(fc.record({ values: maybe(fc.array(anything, { maxLength: 3 })) })) }),
  ),
);
const attributes = maybe(fc.array(fc.record({ key: maybe(names), value }), { maxLength: 8 }));
const time = maybe(fc.constantFrom('1544712660000000000', '1544712661000000000', '0'));
const span = maybe(
  fc.record(
    {
      traceId: maybe(fc.constant(TRACE_ID)),
      spanId: maybe(fc.constantFrom(SPAN_ID, 'aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb')),
      parentSpanId: maybe(fc.constantFrom(SPAN_ID, 'aaaaaaaaaaaaaaaa')),
      name: maybe(fc.string()),
      kind: maybe(fc.nat(5)),
      startTimeUnixNano: time,
      endTimeUnixNano: time,
      attributes,
      events: maybe(
        fc.array(fc.record({ name: maybe(fc.constant('exception')), timeUnixNano: time, attributes }), {
          maxLength: 3,
        }),
      ),
      links: maybe(
        fc.array(fc.record({ traceId: maybe(fc.constant(TRACE_ID)), spanId: anything, attributes }), { maxLength: 2 }),
      ),
      status: maybe(fc.record({ code: maybe(fc.constant(2)), message: maybe(fc.string()) })),
    },
    { requiredKeys: ['traceId', 'spanId'] },
  ),
);
const log = maybe(
  fc.record(
    {
      traceId: maybe(fc.constant(TRACE_ID)),
      timeUnixNano: time,
      severityNumber: maybe(fc.nat(24)),
      eventName: maybe(fc.constantFrom('gen_ai.evaluation.result', 'mastra.feedback', 'login')),
      body: value,
      attributes,
    },
    { requiredKeys: [] },
  ),
);
const point = maybe(
  fc.record({ asDouble: anything, asInt: anything, count: anything, sum: anything, timeUnixNano: time, attributes }),
);
const points = maybe(
  fc.record({
    dataPoints: maybe(fc.array(point, { maxLength: 3 })),
    aggregationTemporality: maybe(fc.constantFrom(1, 2)),
    isMonotonic: maybe(fc.boolean()),
  }),
);
const metric = maybe(
  fc.record({ name: maybe(fc.string()), sum: points, histogram: points }, { requiredKeys: ['name'] }),
);

const requests = fc.oneof(
  fc.tuple(fc.constant('traces'), envelope('resourceSpans', 'scopeSpans', 'spans', span)),
  fc.tuple(fc.constant('logs'), envelope('resourceLogs', 'scopeLogs', 'logRecords', log)),
  fc.tuple(fc.constant('metrics'), envelope('resourceMetrics', 'scopeMetrics', 'metrics', metric)),
);

function envelope(
  groups: string,
  scopes: string,
  records: string,
  record: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const scope = maybe(fc.record({ scope: anything, [records]: maybe(fc.array(record, { maxLength: 4 })) }));
  const group = maybe(
    fc.record({ resource: maybe(fc.record({ attributes })), [scopes]: maybe(fc.array(scope, { maxLength: 2 })) }),
  );
  return maybe(fc.record({ [groups]: maybe(fc.array(group, { maxLength: 2 })) }));
}

/** A change of the bytes on the way. */
const mutation = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('flip', 'cut', 'repeat', 'none', 'none'),
  with: fc.nat(255),
});

function mutated(
  bytes: Uint8Array,
  { at, kind, with: by }: { at: number; kind: string; with: number },
): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  const place = copy.length === 0 ? 0 : at % copy.length;
  switch (kind) {
    case 'flip':
      if (copy.length > 0) copy[place] = by;
      return copy;
    case 'cut':
      return copy.slice(0, place);
    case 'repeat':
      return Uint8Array.from([...copy.slice(0, place), ...copy.slice(Math.max(0, place - by))]);
    default:
      return copy;
  }
}

describe(`whatever is sent (seed ${seed})`, () => {
  const { receiver, observability } = receiving({ maxElements: 20_000 }, { logLevel: 'silent' });
  const send = (signal: string, type: string, body: Uint8Array<ArrayBuffer>) =>
    receiver.handle(
      new Request(`http://localhost/v1/${signal}`, { method: 'POST', headers: { 'content-type': type }, body }),
    );

  it('as JSON is taken or refused, and never fails', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await fc.assert(
      fc.asyncProperty(requests, mutation, async ([signal, body], change) => {
        const text = JSON.stringify(body) ?? 'null';
        const answer = await send(signal, 'application/json', mutated(Buffer.from(text), change));
        expect([200, 400, 413]).toContain(answer.status);
        expect(await answer.json()).toBeTypeOf('object');
        const told = warn.mock.calls.filter(([message]) => String(message).includes('OTLP receiver failed'));
        expect(told).toEqual([]);
      }),
      { seed, numRuns: 1500 },
    );
    warn.mockRestore();
    expect(observability.health().status).toBe('ok');
  });

  it('as protobuf is taken or refused, and never fails', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const bytes = encodeProtobuf('TraceRequest', {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'x' } }] },
          scopeSpans: [
            {
              scope: { name: 'lib' },
              spans: [
                {
                  traceId: Buffer.from(TRACE_ID, 'hex'),
                  spanId: Buffer.from(SPAN_ID, 'hex'),
                  name: 'chat',
                  startTimeUnixNano: '1544712660000000000',
                  endTimeUnixNano: '1544712661000000000',
                  attributes: [
                    { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
                    { key: 'gen_ai.usage.input_tokens', value: { intValue: 7 } },
                    { key: 'list', value: { arrayValue: { values: [{ doubleValue: 1.5 }, { boolValue: true }] } } },
                  ],
                  events: [{ name: 'exception', timeUnixNano: '1544712660000000000' }],
                  status: { code: 2, message: 'no' },
                },
              ],
            },
          ],
        },
      ],
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('traces', 'logs', 'metrics'),
        async (changes, signal) => {
          const body = changes.reduce<Uint8Array<ArrayBuffer>>((current, change) => mutated(current, change), bytes);
          const answer = await send(signal, 'application/x-protobuf', body);
          expect([200, 400, 413]).toContain(answer.status);
          expect(warn.mock.calls.filter(([message]) => String(message).includes('OTLP receiver failed'))).toEqual([]);
        },
      ),
      { seed, numRuns: 1500 },
    );
    warn.mockRestore();
  });
});
