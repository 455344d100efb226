import { SPAN_TYPES, type SpanEndReason } from '@mastra/core/observability';
import { sampleSpan } from '@mastra/exporter-conformance';
import { describe, expect, test } from 'vitest';
import { environmentName } from './environment.ts';
import { observationType } from './observation-type.ts';
import { promptLink } from './prompt.ts';
import { spanAttributes } from './span-attributes.ts';

/** The values that Langfuse's endpoint knows. */
const KNOWN_TYPES = 'span generation event embedding agent tool chain retriever guardrail evaluator'.split(' ');

describe('the type of an observation', () => {
  test.each(SPAN_TYPES)('of %s is one that Langfuse knows', type => {
    expect(KNOWN_TYPES).toContain(observationType({ type, isEvent: false }));
  });

  test('is counted for generations and embeddings only', () => {
    const counted = SPAN_TYPES.filter(type => {
      const attributes = { model: 'm', usage: { inputTokens: 1 }, costUsd: 1 };
      const sent = Object.keys(spanAttributes(sampleSpan({ type, attributes }), undefined, {}));
      return sent.some(key => /model\.name|usage_details|cost_details/.test(key));
    });
    expect(counted).toEqual(['model_generation', 'rag_embedding']);
  });

  test('of a point in time is an event, unless tokens would be lost', () => {
    expect(observationType({ type: 'tool_call', isEvent: true })).toBe('event');
    expect(observationType({ type: 'model_generation', isEvent: true })).toBe('generation');
  });

  test('that a formatter made up is a plain span', () => {
    expect(observationType({ type: 'invented' as never, isEvent: false })).toBe('span');
  });
});

describe('the level of an observation', () => {
  test.each<[SpanEndReason, string]>([
    ['suspended', 'DEFAULT'],
    ['aborted', 'WARNING'],
    ['tripwire', 'WARNING'],
    ['abandoned', 'WARNING'],
    ['shutdown', 'WARNING'],
    ['timeout', 'ERROR'],
  ])('that ended %s is %s', (endReason, level) => {
    expect(spanAttributes(sampleSpan({ endReason }), undefined, {})).toMatchObject({
      'langfuse.observation.level': level,
      'langfuse.observation.status_message': endReason,
      'langfuse.observation.metadata.endReason': endReason,
    });
  });

  test('of a streamed chunk is DEBUG', () => {
    const attributes = spanAttributes(sampleSpan({ type: 'model_chunk', isEvent: true }), undefined, {});
    expect(attributes['langfuse.observation.level']).toBe('DEBUG');
  });
});

describe('metadata', () => {
  test("of the user's wins over what we add", () => {
    const span = sampleSpan({ runId: 'ours', metadata: { runId: 'theirs' }, attributes: { rows: 3 } });
    expect(spanAttributes(span, undefined, {})).toMatchObject({
      'langfuse.observation.metadata.runId': 'theirs',
      'langfuse.observation.metadata.rows': '3',
    });
  });

  test("of the root does not cover a span's own", () => {
    const span = sampleSpan({ parentSpanId: '00000000000000bb', metadata: { plan: 'mine' } });
    const attributes = spanAttributes(span, { name: 'root', metadata: { plan: 'its', seats: '2' } }, {});
    expect(attributes).toMatchObject({
      'langfuse.observation.metadata.plan': 'mine',
      'langfuse.trace.metadata.seats': '2',
    });
    expect(attributes).not.toHaveProperty(['langfuse.trace.metadata.plan']);
  });

  test('has the links of a span', () => {
    const links = [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }];
    expect(spanAttributes(sampleSpan({ links }), undefined, {})['langfuse.observation.metadata.links']).toBe(
      JSON.stringify(links),
    );
  });

  test('that cannot be JSON is sent as words', () => {
    const circle: Record<string, unknown> = { big: 2n ** 70n };
    expect(spanAttributes(sampleSpan({ metadata: circle }), undefined, {})).toMatchObject({
      'langfuse.observation.metadata.big': '"1180591620717411303424"',
    });
    circle.self = circle;
    expect(spanAttributes(sampleSpan({ output: circle }), undefined, {})['langfuse.observation.output']).toBe(
      '[object Object]',
    );
  });
});

describe('a model', () => {
  test('is the requested one until another answers', () => {
    const span = sampleSpan({ type: 'model_generation', attributes: { model: 'gpt-5' } });
    expect(spanAttributes(span, undefined, {})['langfuse.observation.model.name']).toBe('gpt-5');
  });

  test('of an embedding is priced as well', () => {
    const attributes = { model: 'text-embedding-3-small', usage: { inputTokens: 8 } };
    expect(spanAttributes(sampleSpan({ type: 'rag_embedding', attributes }), undefined, {})).toMatchObject({
      'langfuse.observation.type': 'embedding',
      'langfuse.observation.model.name': 'text-embedding-3-small',
      'langfuse.observation.usage_details': '{"input":8,"total":8}',
    });
  });

  test.each([-1, Number.NaN, '1'])('with a cost of %s has none', costUsd => {
    const span = sampleSpan({ type: 'model_generation', attributes: { model: 'm', costUsd } as never });
    expect(spanAttributes(span, undefined, {})).not.toHaveProperty(['langfuse.observation.cost_details']);
  });
});

describe('a prompt', () => {
  test.each([
    ['an object', { name: 'p', version: 2 }],
    ['what toJSON() answers', '{"name":"p","version":2,"isFallback":false}'],
  ])('is linked by %s', (_, langfusePrompt) => {
    expect(promptLink({ langfusePrompt })).toEqual({ name: 'p', version: 2 });
  });

  test.each([undefined, null, 'p', '{', { name: 'p' }, { name: 'p', version: 1, isFallback: true }])(
    'is not linked by %j',
    langfusePrompt => {
      expect(promptLink({ langfusePrompt })).toBeUndefined();
    },
  );

  test('of a generation wins over that of its trace', () => {
    const span = sampleSpan({
      type: 'model_generation',
      parentSpanId: '00000000000000bb',
      metadata: { langfusePrompt: { name: 'own', version: 1 } },
    });
    const trace = { name: 'root', metadata: {}, prompt: { name: 'of-trace', version: 9 } };
    expect(spanAttributes(span, trace, {})).toMatchObject({
      'langfuse.observation.prompt.name': 'own',
      'langfuse.observation.prompt.version': 1,
    });
  });
});

describe('an environment', () => {
  test.each([
    ['production', 'production'],
    ['Production EU', 'production-eu'],
    ['langfuse-test', '-langfuse-test'],
    ['e'.repeat(60), 'e'.repeat(40)],
    ['日本', '-'],
    ['', undefined],
    [undefined, undefined],
  ])('%s is sent as %s', (given, sent) => {
    expect(environmentName(given)).toBe(sent);
  });

  test('of the exporter wins', () => {
    const attributes = spanAttributes(sampleSpan({ environment: 'dev' }), undefined, { environment: 'staging' });
    expect(attributes['langfuse.environment']).toBe('staging');
  });
});
