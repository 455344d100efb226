import { randomBytes } from 'node:crypto';
import {
  ENTITY_TYPES,
  LOG_LEVELS,
  type ObservabilityInstance,
  SPAN_END_REASONS,
  SPAN_TYPES,
  type Span,
  type TracingOptions,
} from '@mastra/core/observability';
import fc from 'fast-check';

/** Anything a text can hold: unicode, NUL bytes, surrogates without a partner, and now and then a lot of it. */
export const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', '\0', '\ud800', 'a\udc00b', '{"a":1}', '[1]', '"x"', '5', 'true', ' null '),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 40_000 }).map(length => 'Grüße 👋'.repeat(length / 7)) },
);

/** Ids, names and tags: receivers keep so much of them. */
const short = text.map(one => one.toWellFormed().slice(0, 500));

const word = fc.string({ unit: fc.constantFrom(...'abcdefgü界'), minLength: 1, maxLength: 8 });
/** Names of attributes in the form that they have here. */
const key = fc.oneof(word, fc.constantFrom('stepCount', 'aB', '__proto__', 'constructor', 'HTTPStatus', 'x1'));

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(2 ** 60, -0),
);
const plain = fc.oneof(text, number, fc.boolean(), fc.date({ noInvalidDate: true }));
/** Payloads: anything JSON, dates, and what JSON has no word for. */
const payload = fc.oneof(
  plain,
  fc.constant(null),
  fc.object({ key, values: [plain, fc.constant(null)], maxDepth: 3, maxKeys: 5 }),
  fc.array(plain, { maxLength: 5 }),
);
/** Attributes and metadata: `null` says nothing in OTLP, so it is only further down. */
const fields = fc.dictionary(
  key,
  fc.oneof(
    plain,
    fc.array(text, { maxLength: 3 }),
    fc.object({ key, values: [plain, fc.constant(null)], maxDepth: 2 }),
  ),
  { maxKeys: 4, noNullPrototype: true },
);

const tokens = fc.nat(1_000_000);
const usage = fc
  .record(
    {
      text: tokens,
      cacheRead: tokens,
      cacheWrite: tokens,
      audio: tokens,
      image: tokens,
    },
    { requiredKeys: ['text'] },
  )
  .chain(inputDetails =>
    fc
      .record({ text: tokens, reasoning: tokens, audio: tokens, image: tokens }, { requiredKeys: ['text'] })
      .map(outputDetails => ({
        inputTokens: sum(inputDetails),
        outputTokens: sum(outputDetails),
        inputDetails,
        outputDetails,
      })),
  );
const sum = (parts: object): number => Object.values(parts).reduce((total: number, part: number) => total + part, 0);

const cost = fc.double({ min: 0, max: 100, noNaN: true });
const model = fc.record(
  {
    model: word,
    provider: fc.oneof(word, fc.constantFrom('openai.responses', 'google.vertex.chat', 'azure', 'x.y.z')),
    parameters: fc.record(
      {
        temperature: fc.double({ noNaN: true, noDefaultInfinity: true }),
        maxOutputTokens: tokens,
        stopSequences: fc.array(text, { maxLength: 3 }),
        serviceTier: text,
        nested: fc.object({ key, values: [plain], maxDepth: 1 }),
        id: word,
      },
      { requiredKeys: [] },
    ),
    streaming: fc.boolean(),
    usage,
    costUsd: cost,
    finishReason: fc.constantFrom('stop', 'tool-calls', 'content-filter', 'length'),
    responseModel: word,
    responseId: word,
    stepIndex: tokens,
  },
  { requiredKeys: [] },
);
const tool = fc.record(
  {
    toolType: fc.constantFrom('function', 'provider', 'client', 'mcp'),
    toolDescription: text.filter(one => one !== ''),
    toolCallId: word,
    success: fc.boolean(),
  },
  { requiredKeys: [] },
);
const embedding = fc.record(
  { model: word, provider: word, usage, costUsd: cost, dimensions: tokens },
  { requiredKeys: [] },
);

function attributesFor(type: (typeof SPAN_TYPES)[number]): fc.Arbitrary<Record<string, unknown>> {
  if (type.startsWith('model_') && type !== 'model_chunk')
    return fc.tuple(fields, model).map(([a, b]) => ({ ...a, ...b }));
  if (type.endsWith('tool_call')) return fc.tuple(fields, tool).map(([a, b]) => ({ ...a, ...b }));
  if (type === 'rag_embedding') return fc.tuple(fields, embedding).map(([a, b]) => ({ ...a, ...b }));
  return fields;
}

const entity = fc.record(
  { entityType: fc.constantFrom(...ENTITY_TYPES), entityId: short, entityName: short },
  { requiredKeys: [] },
);

const failure = fc.letrec<{ error: unknown }>(tie => ({
  error: fc.oneof(
    { maxDepth: 3 },
    text,
    fc
      .tuple(text, fc.constantFrom(Error, TypeError), fc.option(word), fc.option(fields), fc.option(tie('error')))
      .map(([message, Class, code, details, cause]) =>
        Object.assign(
          new Class(message, cause === null ? {} : { cause }),
          code && { code, domain: 'AGENT', category: 'USER' },
          details && { details },
        ),
      ),
  ),
})).error;

const ending = fc.oneof(
  fc.record({
    kind: fc.constant('end' as const),
    endReason: fc.option(fc.constantFrom(...SPAN_END_REASONS), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('error' as const),
    error: failure,
    endReason: fc.option(fc.constantFrom(...SPAN_END_REASONS), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('event' as const) }),
);

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'123456789abcdef'), minLength: digits, maxLength: digits });

const node = fc.constantFrom(...SPAN_TYPES).chain(type =>
  fc.record({
    type: fc.constant(type),
    name: short,
    above: fc.nat(),
    attributes: attributesFor(type),
    late: attributesFor(type),
    metadata: fields,
    input: payload,
    output: payload,
    entity,
    ending,
    links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16), attributes: fields }), { maxLength: 2 }),
    log: fc.option(
      fc.record({ level: fc.constantFrom(...LOG_LEVELS), message: text, data: fields, error: fc.option(failure) }),
    ),
    score: fc.option(
      fc.record({
        scorerId: word,
        scorerVersion: short,
        score: fc.double({ noNaN: true, noDefaultInfinity: true }),
        reason: text,
        metadata: fields,
        experimentId: word,
        scoreTraceId: hex(32),
      }),
    ),
    feedback: fc.option(
      fc.record({
        feedbackType: word,
        feedbackSource: word,
        value: fc.oneof(
          number,
          text.filter(one => one !== ''),
        ),
        comment: text,
        feedbackUserId: short,
        messageId: short,
        metadata: fields,
      }),
    ),
  }),
);

const tracingOptions: fc.Arbitrary<TracingOptions> = fc.record(
  {
    runId: short,
    threadId: short,
    requestId: short,
    sessionId: short,
    userId: short,
    organizationId: short,
    resourceId: short,
    source: short,
    experimentId: short,
    metadata: fields,
    tags: fc.array(short, { maxLength: 3 }),
    parentSpanId: hex(16),
  },
  { requiredKeys: [] },
);

/** One trace: the first node is its root, each other one hangs below one before it. */
export const programs = fc.record({ nodes: fc.array(node, { minLength: 1, maxLength: 8 }), tracingOptions });

export type Program = typeof programs extends fc.Arbitrary<infer T> ? T : never;

/** Lets it happen, and answers the trace's id. One span is still running when it returns. */
export function run(instance: ObservabilityInstance, { nodes, tracingOptions }: Program): string {
  const spans: Span[] = [];
  // Of its own in each attempt to find a smaller program that fails.
  const tracing = { ...tracingOptions, traceId: randomBytes(16).toString('hex') };
  for (const { above, type, name, input, metadata, attributes, entity, links, output, ending } of nodes) {
    const options = { type, name, input, metadata, attributes, links, ...entity } as never;
    const parent = spans[above % Math.max(1, spans.length)];
    if (parent === undefined)
      spans.push(instance.startSpan({ ...(options as object), parent: null, tracingOptions: tracing } as never));
    else if (ending.kind === 'event') spans.push(parent.createEventSpan({ ...(options as object), output } as never));
    else spans.push(parent.createChildSpan(options));
  }
  for (const [i, { log, score, feedback }] of nodes.entries()) {
    const span = spans[i]!;
    if (log) span.logger[log.level](log.message, { ...log.data, ...(log.error !== null && { error: log.error }) });
    if (score) span.addScore(score as never);
    if (feedback) span.addFeedback(feedback as never);
  }
  for (const [i, { ending, output, late }] of [...nodes.entries()].reverse()) {
    const span = spans[i]!;
    if (ending.kind === 'error')
      span.error({ error: ending.error, endReason: ending.endReason, attributes: late as never });
    else span.end({ output, attributes: late as never, ...(ending.kind === 'end' && { endReason: ending.endReason }) });
  }
  instance.startSpan({ type: 'generic', name: 'still running', parent: null });
  return spans[0]!.traceId;
}
