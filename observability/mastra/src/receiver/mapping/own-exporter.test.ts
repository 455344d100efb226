import { describe, expect, it } from 'vitest';
import { keyValues, posted, receiving, SPAN_ID, TRACE_ID } from '../testing/receiving.ts';

/** What an `OtelExporter` of ours says of itself. */
const resource = { attributes: keyValues({ 'service.name': 'shop', 'telemetry.sdk.name': 'mastra' }) };

const correlation = {
  'gen_ai.conversation.id': 's-1',
  'session.id': 's-1',
  'user.id': 'ada',
  'mastra.run.id': 'r-1',
  'mastra.organization.id': 'acme',
  'mastra.entity.type': 'agent',
  'mastra.entity.name': 'guide',
  'mastra.root_entity.type': 'no such type',
  'mastra.tags': ['a', 'b'],
};

async function spanOf(attributes: Readonly<Record<string, unknown>>) {
  const { receiver, memory } = receiving({ deriveMetrics: false, trustTenant: true }, { processors: [] });
  const span = { traceId: TRACE_ID, spanId: SPAN_ID, name: 'x', endTimeUnixNano: '1544712661500000000' };
  const spans = [{ ...span, attributes: keyValues(attributes) }];
  await receiver.handle(posted('/v1/traces', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }));
  return memory.spans[0]!;
}

async function memoryOf(
  ...records: readonly { readonly eventName: string; readonly attributes: Readonly<Record<string, unknown>> }[]
) {
  const { receiver, memory } = receiving({}, { processors: [] });
  const logRecords = records.map(({ eventName, attributes }) => ({
    eventName,
    attributes: keyValues(attributes),
    timeUnixNano: '1544712660000000000',
    traceId: TRACE_ID,
    spanId: SPAN_ID,
  }));
  await receiver.handle(posted('/v1/logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }));
  return memory;
}

describe('a span that our own exporter sent', () => {
  it('has its fields back', async () => {
    const span = await spanOf({
      ...correlation,
      'mastra.span.type': 'model_step',
      'mastra.span.end_reason': 'aborted',
      'mastra.attributes.step_index': 1,
      'mastra.metadata.plan': 'pro',
      'mastra.step.usage.input_tokens': 10,
      'mastra.step.usage.cache_read_input_tokens': 6,
      'mastra.step.cost_usd': 0.25,
      'other.name': 1,
    });
    expect(span).toMatchObject({
      type: 'model_step',
      endReason: 'aborted',
      sessionId: 's-1',
      userId: 'ada',
      runId: 'r-1',
      organizationId: 'acme',
      entityType: 'agent',
      entityName: 'guide',
      tags: ['a', 'b'],
      metadata: { plan: 'pro' },
    });
    // The conversation was the session, and the entity is of no type that there is.
    expect([span.threadId, span.rootEntityType]).toEqual([undefined, undefined]);
    expect(span.attributes).toEqual({
      'other.name': 1,
      stepIndex: 1,
      usage: { inputTokens: 10, inputDetails: { text: 4, cacheRead: 6 } },
      costUsd: 0.25,
    });
  });

  it('has its content, parameters and kinds of tokens back', async () => {
    const step = await spanOf({
      'mastra.span.type': 'workflow_step',
      'mastra.input': '{"a":1}',
      'mastra.output': 'plain',
    });
    expect(step).toMatchObject({ input: { a: 1 }, output: 'plain' });
    const generation = await spanOf({
      'gen_ai.operation.name': 'chat',
      'mastra.span.type': 'model_generation',
      'mastra.parameters.service_tier': 'flex',
      'gen_ai.usage.output_tokens': 9,
      'mastra.usage.audio_output_tokens': 4,
    });
    expect(generation.attributes).toEqual({
      parameters: { serviceTier: 'flex' },
      usage: { outputTokens: 9, outputDetails: { text: 5, audio: 4 } },
    });
  });
});

describe('what our own exporter packed', () => {
  const packed = { 'mastra.span.type': 'generic', 'mastra.texts': ['mastra.metadata.text', 'mastra.input'] };

  it('is unfolded, but for what it says are texts', async () => {
    const span = await spanOf({
      ...packed,
      'mastra.metadata.object': '{"a":[1]}',
      'mastra.metadata.text': '{"a":[1]}',
      'mastra.metadata.broken': '{"a":',
      'mastra.input': '[1]',
      'mastra.output': '12',
    });
    expect(span).toMatchObject({
      input: '[1]',
      output: 12,
      metadata: { object: { a: [1] }, text: '{"a":[1]}', broken: '{"a":' },
    });
  });

  it('stays a text where it nests without end', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { metadata } = await spanOf({ ...packed, 'mastra.metadata.deep': deep });
    expect(metadata?.deep).toBeTypeOf('string');
    const { logs } = await memoryOf({ eventName: 'x', attributes: { deep } });
    expect(logs[0]?.data?.deep).toBeTypeOf('string');
  });

  it('is read back from the spans of a bridge, which come with the resource of the program', async () => {
    const { receiver, memory } = receiving({ deriveMetrics: false }, { processors: [] });
    const attributes = keyValues({ ...packed, 'mastra.span.name': 'my run', 'mastra.metadata.object': '{"a":1}' });
    const spans = [
      { traceId: TRACE_ID, spanId: SPAN_ID, name: 'x', endTimeUnixNano: '1544712661500000000', attributes },
    ];
    const scopeSpans = [{ scope: { name: '@mastra/otel-bridge' }, spans }];
    await receiver.handle(posted('/v1/traces', { resourceSpans: [{ scopeSpans }] }));
    expect(memory.spans[0]).toMatchObject({ name: 'my run', metadata: { object: { a: 1 } } });
  });
});

describe('judgements', () => {
  const score = {
    eventName: 'gen_ai.evaluation.result',
    attributes: {
      ...correlation,
      'gen_ai.evaluation.name': 'relevance',
      'gen_ai.evaluation.score.value': 0.5,
      'gen_ai.evaluation.explanation': 'so so',
      'gen_ai.evaluation.score.label': 'ok',
      'mastra.scorer.version': '2',
      'mastra.score.id': 'score-1',
      'mastra.metadata.m': 1,
    },
  };
  const feedback = {
    eventName: 'mastra.feedback',
    attributes: {
      'mastra.feedback.id': 'feedback-1',
      'mastra.feedback.type': 'thumbs',
      'mastra.feedback.source': 'user',
      'mastra.feedback.value': 'up',
      'mastra.feedback.comment': 'fine',
      'mastra.feedback.user_id': 'bob',
    },
  };

  it('are scores and feedback again, with their ids', async () => {
    const memory = await memoryOf(score, feedback);
    expect(memory.logs).toEqual([]);
    expect(memory.scores).toMatchObject([
      {
        scoreId: 'score-1',
        scorerId: 'relevance',
        score: 0.5,
        reason: 'so so',
        scorerVersion: '2',
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        metadata: { m: 1, 'gen_ai.evaluation.score.label': 'ok' },
        correlationContext: { serviceName: 'shop', runId: 'r-1', entityName: 'guide' },
      },
    ]);
    expect(memory.feedback).toMatchObject([
      {
        feedbackId: 'feedback-1',
        feedbackType: 'thumbs',
        feedbackSource: 'user',
        value: 'up',
        comment: 'fine',
        feedbackUserId: 'bob',
      },
    ]);
  });

  it('of others have an id that is the same each time', async () => {
    const { 'mastra.score.id': _, ...attributes } = score.attributes;
    const ids = await Promise.all(
      [1, 2].map(async () => (await memoryOf({ ...score, attributes })).scores[0]?.scoreId),
    );
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it.each([
    [
      'an evaluation without a number',
      'gen_ai.evaluation.result',
      { 'gen_ai.evaluation.name': 'x', 'gen_ai.evaluation.score.label': 'good' },
    ],
    ['an evaluation of nobody', 'gen_ai.evaluation.result', { 'gen_ai.evaluation.score.value': 1 }],
    ['feedback without a value', 'mastra.feedback', { 'mastra.feedback.type': 'x', 'mastra.feedback.source': 'y' }],
  ])('%s is a log with all that it says', async (_, eventName, attributes) => {
    const memory = await memoryOf({ eventName, attributes });
    expect([memory.scores.length, memory.feedback.length]).toEqual([0, 0]);
    expect(memory.logs).toMatchObject([{ message: eventName, data: attributes }]);
  });
});
