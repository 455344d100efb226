import { MastraError } from '@mastra/core/error';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SentryExporter } from './exporter.ts';
import { FakeSentry, PUBLIC_KEY, plain } from './testing/fake-sentry.ts';
import { agentRun, type Observed, observed } from './testing/observed.ts';

let sentry: FakeSentry;
const applications: Observed[] = [];

beforeEach(async () => {
  sentry = await new FakeSentry().start();
});
afterEach(async () => {
  await Promise.all(applications.splice(0).map(application => application.stop()));
  await sentry.stop();
  expect(sentry.violations).toEqual([]);
});

function open(options?: Parameters<typeof observed>[1]): Observed {
  const application = observed(sentry, options);
  applications.push(application);
  return application;
}

describe('spans', () => {
  it('show an agent run in the words of the AI conventions', async () => {
    const application = open({ release: 'shop@1.2.3', includeContent: true });
    agentRun(application);
    await application.observability.flush();

    const run = sentry.span('gen_ai.invoke_agent');
    const generation = sentry.span('gen_ai.chat');
    const tool = sentry.span('gen_ai.execute_tool');
    const steps = [sentry.span('mastra.model_step'), sentry.span('mastra.model_step', 1)];
    expect([run.name, generation.name, tool.name, steps[0]!.name]).toEqual([
      'invoke_agent Weather',
      'chat gpt-5',
      'execute_tool get-weather',
      'step: 0',
    ]);
    expect([run.is_segment, generation.is_segment]).toEqual([true, false]);
    expect(generation.parent_span_id).toBe(run.span_id);
    expect(tool.parent_span_id).toBe(steps[0]!.span_id);
    for (const one of [run, generation, tool, ...steps]) {
      expect(one.plain).toMatchObject({
        'sentry.segment.id': run.span_id,
        'sentry.segment.name': "agent run: 'weather'",
        'sentry.environment': 'staging',
        'sentry.release': 'shop@1.2.3',
        'service.name': 'shop',
        'user.id': 'user-1',
        'session.id': 'session-1',
        'mastra.thread_id': 'thread-1',
        'mastra.run_id': 'run-1',
      });
    }
    expect(run.plain).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'Weather',
      'gen_ai.conversation.id': 'thread-1',
      'gen_ai.system_instructions': 'Be brief.',
      'gen_ai.tool.definitions': '[{"name":"get-weather"}]',
      'mastra.metadata.tenant': 'acme',
      'mastra.tags': ['demo'],
    });
    expect(generation.plain).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.agent.name': 'Weather',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.model': 'gpt-5-2026-01-01',
      'gen_ai.response.id': 'resp-1',
      'gen_ai.response.finish_reasons': 'stop',
      'gen_ai.response.streaming': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.max_tokens': 100,
      'gen_ai.request.seed': '7',
      'mastra.parameters.maxRetries': 2,
      'gen_ai.usage.input_tokens': 230,
      'gen_ai.usage.cache_read.input_tokens': 12,
      'gen_ai.usage.cache_creation.input_tokens': 8,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.reasoning.output_tokens': 6,
      'gen_ai.usage.total_tokens': 280,
      'gen_ai.cost.total_tokens': 0.003,
      'gen_ai.system_instructions': 'Be brief.',
    });
    expect(JSON.parse(String(generation.plain['gen_ai.input.messages']))).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'Weather in Oslo?' },
          { type: 'blob', content: '[Blob substitute]' },
        ],
      },
    ]);
    expect(JSON.parse(String(generation.plain['gen_ai.output.messages']))).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'It said 21.' },
          { type: 'text', content: '21 °C.' },
        ],
        finish_reason: 'stop',
      },
    ]);
    expect(tool.plain).toMatchObject({
      'gen_ai.tool.name': 'get-weather',
      'gen_ai.tool.description': 'Weather for a city',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': 'call-1',
      'gen_ai.tool.call.arguments': '{"city":"Oslo"}',
      'gen_ai.tool.call.result': '{"celsius":21}',
      'mastra.attributes.success': true,
    });
  });

  it('hold no content unless it is asked for', async () => {
    const application = open();
    agentRun(application);
    await application.observability.flush();
    expect(sentry.spans).toHaveLength(5);
    const text = JSON.stringify(sentry.spans);
    for (const secret of ['Oslo?', 'Be brief', '21 °C', 'celsius', 'It said']) expect(text).not.toContain(secret);
  });

  it('let Sentry add tokens and cost up once', async () => {
    const application = open();
    agentRun(application);
    await application.observability.flush();
    const sum = (key: string) =>
      sentry.spans.reduce((total, one) => total + Number(one.attributes[key]?.value ?? 0), 0);
    expect(sum('gen_ai.usage.total_tokens')).toBe(280);
    expect(sum('gen_ai.usage.input_tokens')).toBe(230);
    expect(sum('gen_ai.cost.total_tokens')).toBe(0.003);
    expect(JSON.parse(String(sentry.span('mastra.model_step').plain['mastra.attributes.usage']))).toMatchObject({
      inputTokens: 100,
    });
  });

  it('travel with the spans of their own trace only, and name it', async () => {
    const application = open();
    for (const name of ['one', 'two', 'three']) application.instance.startSpan({ type: 'generic', name }).end();
    await application.observability.flush();
    expect(sentry.envelopes.map(({ header }) => header.trace)).toEqual(
      sentry.spans.map(({ trace_id }) => ({
        trace_id,
        public_key: PUBLIC_KEY,
        sample_rate: '1',
        sampled: 'true',
        environment: 'staging',
      })),
    );
    expect(sentry.envelopes).toHaveLength(3);
  });

  it('say which other spans they are linked to, and when they were', async () => {
    const application = open();
    const link = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: { why: 'retry' } };
    const tracingOptions = { traceId: 'c'.repeat(32), parentSpanId: 'd'.repeat(16) };
    const before = Date.now() / 1000;
    application.instance.startSpan({ type: 'generic', name: 'linked', links: [link], tracingOptions }).end();
    await application.observability.flush();
    const [arrived] = sentry.spans;
    expect(arrived!.links).toEqual([
      { trace_id: link.traceId, span_id: link.spanId, attributes: { why: { type: 'string', value: 'retry' } } },
    ]);
    expect(arrived).toMatchObject({ trace_id: 'c'.repeat(32), parent_span_id: 'd'.repeat(16), is_segment: true });
    expect(arrived!.start_timestamp).toBeGreaterThanOrEqual(before - 1);
    expect(arrived!.end_timestamp).toBeGreaterThanOrEqual(arrived!.start_timestamp);
  });

  it('that arrived are not sent again when another of their batch is refused', async () => {
    const application = open();
    await sentry.behave({ kind: 'poison', marker: 'poisonous' });
    for (const name of ['one', 'poisonous', 'three', 'four'])
      application.instance.startSpan({ type: 'generic', name }).end();
    await application.observability.flush();
    expect(sentry.spans.map(({ name }) => name).sort()).toEqual(['four', 'one', 'three']);
    expect(application.exporter.quarantined()).toHaveLength(1);
  });
});

describe('logs', () => {
  it('know their span, and carry their data with types', async () => {
    const application = open();
    agentRun(application);
    await application.observability.flush();
    const tool = sentry.span('gen_ai.execute_tool');
    const [log] = sentry.logs;
    expect(log).toMatchObject({
      level: 'warn',
      severity_number: 13,
      body: 'slow lookup',
      trace_id: tool.trace_id,
      span_id: tool.span_id,
      attributes: {
        city: { type: 'string', value: 'Oslo' },
        tries: { type: 'integer', value: 2 },
        nested: { type: 'string', value: '{"a":[1]}' },
        'mastra.entity_name': { type: 'string', value: 'get-weather' },
        'sentry.trace.parent_span_id': { type: 'string', value: tool.span_id },
      },
    });
  });

  it('outside any trace share one, and a hundred go together', async () => {
    const application = open();
    for (let i = 0; i < 250; i++) application.instance.getLoggerContext().info(`line ${i}`);
    await application.observability.flush();
    expect(new Set(sentry.logs.map(({ trace_id }) => trace_id)).size).toBe(1);
    expect(
      sentry
        .payloads('log')
        .map(({ items }) => items.length)
        .sort(),
    ).toEqual([100, 100, 50].sort());
    expect(new Set(sentry.logs.map(({ body }) => body)).size).toBe(250);
  });
});

describe('measurements', () => {
  it('keep type, unit, labels and span', async () => {
    const application = open();
    const work = application.instance.startSpan({
      type: 'generic',
      name: 'work',
      entityType: 'tool',
      entityName: 'lookup',
    });
    work.metrics.counter('calls').add(2, { city: 'Oslo' });
    work.metrics.gauge('depth').set(-1.5);
    work.metrics.emit('mastra_tool_duration_ms', 12, {}, { type: 'histogram', unit: 'ms' });
    work.metrics.emit('tokens', 3, {}, { type: 'counter', unit: '{token}' });
    work.end();
    await application.observability.flush();
    const byName = Object.fromEntries(sentry.metrics.map(metric => [metric.name, metric]));
    expect(byName.calls).toMatchObject({
      type: 'counter',
      value: 2,
      trace_id: work.traceId,
      span_id: work.id,
      attributes: {
        city: { value: 'Oslo' },
        'mastra.entity_name': { value: 'lookup' },
        'sentry.environment': { value: 'staging' },
      },
    });
    expect(byName.depth).toMatchObject({ type: 'gauge', value: -1.5 });
    expect(byName.mastra_tool_duration_ms).toMatchObject({ type: 'distribution', value: 12, unit: 'millisecond' });
    expect(byName.tokens).toMatchObject({ unit: 'token' });
  });

  it('stay below the size at which Sentry refuses all of them', async () => {
    const application = open();
    const labels = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`label_${i}`, `${'ä'.repeat(500)}${i}`]));
    application.instance.getMetricsContext().counter('wide').add(1, labels);
    await application.observability.flush();
    expect(sentry.metrics).toHaveLength(1);
    expect(Object.keys(sentry.metrics[0]!.attributes)).toContain('label_0');
  });
});

describe('judgements', () => {
  it('are measured, and what somebody wrote is User Feedback', async () => {
    const application = open();
    const root = application.instance.startSpan({
      type: 'generic',
      name: 'answer',
      tracingOptions: { userId: 'user-1' },
    });
    root.addScore({ scorerId: 'relevance', score: 0.75, reason: 'to the point' });
    root.addFeedback([
      { feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' },
      { feedbackType: 'rating', feedbackSource: 'reviewer', value: 4, comment: '  Very good  ', feedbackId: 'f-1' },
    ]);
    root.end();
    await application.observability.flush();
    const [score] = sentry.metrics.filter(({ name }) => name === 'mastra.score');
    expect(score).toMatchObject({ type: 'distribution', value: 0.75, trace_id: root.traceId, span_id: root.id });
    expect(plain(score!.attributes)).toMatchObject({ 'score.scorer_id': 'relevance', 'score.reason': 'to the point' });
    const feedback = sentry.metrics.filter(({ name }) => name === 'mastra.feedback');
    expect(feedback.map(({ type, value, attributes }) => [type, value, attributes['feedback.value']?.value])).toEqual([
      ['counter', 1, 'up'],
      ['distribution', 4, undefined],
    ]);
    expect(sentry.payloads('feedback')).toMatchObject([
      {
        contexts: { feedback: { message: 'Very good', source: 'reviewer' }, trace: { trace_id: root.traceId } },
        tags: { 'feedback.type': 'rating', 'feedback.value': '4' },
        user: { id: 'user-1' },
      },
    ]);
  });
});

describe('options', () => {
  const codeOf = (make: () => unknown) => {
    try {
      make();
    } catch (error) {
      if (MastraError.is(error)) return `${error.code} ${error.message}`;
    }
    return undefined;
  };

  it('go through a tunnel, with the project in the envelope', async () => {
    const application = open({ dsn: 'https://abcdef@sentry.example/7', tunnel: `${sentry.url}/tunnel` });
    application.instance.getLoggerContext().info('through the tunnel');
    await application.observability.flush();
    expect(sentry.envelopes[0]).toMatchObject({ path: '/tunnel', header: { dsn: 'https://abcdef@sentry.example/7' } });
  });

  it('need a DSN, and never repeat one', () => {
    const before = process.env.SENTRY_DSN;
    delete process.env.SENTRY_DSN;
    try {
      expect(codeOf(() => new SentryExporter())).toMatch(/^SENTRY_EXPORTER_OPTIONS_INVALID .*SENTRY_DSN/);
      process.env.SENTRY_DSN = 'https://very-secret@nowhere';
      const malformed = codeOf(() => new SentryExporter());
      expect(malformed).toContain('SENTRY_DSN holds 27 characters');
      expect(malformed).not.toContain('very-secret');
      process.env.SENTRY_DSN = sentry.dsn;
      expect(new SentryExporter().name).toBe('sentry');
    } finally {
      if (before === undefined) delete process.env.SENTRY_DSN;
      else process.env.SENTRY_DSN = before;
    }
  });

  it('are checked all at once', () => {
    const message = codeOf(
      () => new SentryExporter({ dsn: sentry.dsn, tunnel: 'nowhere', includeContent: 'yes' } as never),
    );
    expect(message).toContain('tunnel: expected an http(s) URL');
    expect(message).toContain('includeContent');
  });
});
