import { MastraError } from '@mastra/core/error';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArizeExporter } from './exporter.ts';
import { parseArizeOptions } from './options.ts';
import { API_KEY, FakePhoenix } from './testing/fake-arize.ts';
import { agentRun, type Observed, observed } from './testing/observed.ts';

let phoenix: FakePhoenix;
const applications: Observed[] = [];

beforeEach(async () => {
  phoenix = await new FakePhoenix().start();
});
afterEach(async () => {
  await Promise.all(applications.splice(0).map(application => application.stop()));
  await phoenix.stop();
});

function open(options?: Parameters<typeof observed>[1]): Observed {
  const application = observed(phoenix, options);
  applications.push(application);
  return application;
}

const metadataOf = (name: string) => JSON.parse(String(phoenix.named(name).attributes.metadata));

describe('spans', () => {
  it('show an agent run in the words of OpenInference', async () => {
    const application = open({ projectName: 'support' });
    agentRun(application);
    await application.drain();
    const run = phoenix.named("agent run: 'weather'");
    const generation = phoenix.named("llm: 'gpt-5'");
    const step = phoenix.named('step: 0');
    const tool = phoenix.named("tool: 'get-weather'");
    expect([generation.parentSpanId, step.parentSpanId, tool.parentSpanId]).toEqual([
      run.spanId,
      generation.spanId,
      step.spanId,
    ]);
    expect(run.resource).toEqual({
      'openinference.project.name': 'support',
      model_id: 'support',
      'service.name': 'shop',
      'deployment.environment.name': 'staging',
    });
    for (const span of [run, generation, step, tool]) {
      expect(span.attributes).toMatchObject({
        'session.id': 'session-1',
        'user.id': 'user-1',
        'tag.tags': ['demo'],
        'agent.name': 'Weather',
      });
    }
    expect(run.attributes).toMatchObject({
      'openinference.span.kind': 'AGENT',
      'input.value': '[{"role":"user","content":"Weather in Oslo?"}]',
      'input.mime_type': 'application/json',
      'output.value': '21 °C.',
      'output.mime_type': 'text/plain',
      'graph.node.id': 'weather',
      'graph.node.name': 'Weather',
    });
    expect(metadataOf(run.name)).toMatchObject({
      tenant: 'acme',
      mastra: {
        spanType: 'agent_run',
        runId: 'run-1',
        threadId: 'thread-1',
        attributes: { instructions: 'Be brief.' },
      },
    });
    const { metadata, 'input.value': input, 'output.value': output, ...attributes } = generation.attributes;
    expect(attributes).toEqual({
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'gpt-5-2026-01-01',
      'llm.request.model_name': 'gpt-5',
      'llm.response.model_name': 'gpt-5-2026-01-01',
      'llm.provider': 'azure',
      'llm.system': 'openai',
      'llm.invocation_parameters': '{"temperature":0.2,"maxOutputTokens":100}',
      'llm.finish_reason': 'stop',
      'llm.tools.0.tool.json_schema': '{"type":"function","function":{"name":"get-weather"}}',
      'llm.token_count.prompt': 230,
      'llm.token_count.completion': 50,
      'llm.token_count.total': 280,
      'llm.token_count.prompt_details.cache_read': 12,
      'llm.token_count.prompt_details.cache_write': 8,
      'llm.token_count.prompt_details.audio': 10,
      'llm.token_count.completion_details.reasoning': 6,
      'llm.cost.total': 0.003,
      'llm.input_messages.0.message.role': 'system',
      'llm.input_messages.0.message.content': 'Be brief.',
      'llm.input_messages.1.message.role': 'user',
      'llm.input_messages.1.message.contents.0.message_content.type': 'text',
      'llm.input_messages.1.message.contents.0.message_content.text': 'Weather in Oslo?',
      'llm.input_messages.1.message.contents.1.message_content.type': 'image',
      'llm.input_messages.1.message.contents.1.message_content.image.image.url': 'https://example.com/oslo.png',
      'llm.input_messages.2.message.role': 'assistant',
      'llm.input_messages.2.message.tool_calls.0.tool_call.id': 'call-1',
      'llm.input_messages.2.message.tool_calls.0.tool_call.function.name': 'get-weather',
      'llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments': '{"city":"Oslo"}',
      'llm.input_messages.3.message.role': 'tool',
      'llm.input_messages.3.message.tool_call_id': 'call-1',
      'llm.input_messages.3.message.content': '{"celsius":21}',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.content': '21 °C.',
      'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'call-1',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'get-weather',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"city":"Oslo"}',
      'input.mime_type': 'application/json',
      'output.mime_type': 'application/json',
      'session.id': 'session-1',
      'user.id': 'user-1',
      'tag.tags': ['demo'],
      'agent.name': 'Weather',
    });
    expect([input, output]).toEqual([expect.stringContaining('Weather in Oslo?'), expect.stringContaining('21 °C.')]);
    expect(JSON.parse(String(metadata)).mastra.attributes).toMatchObject({ streaming: true, responseId: 'resp-1' });
    expect(generation.events.map(({ name }) => name)).toEqual(['First Token Stream Event']);
    expect(tool.attributes).toMatchObject({
      'openinference.span.kind': 'TOOL',
      'tool.name': 'get-weather',
      'tool.description': 'Weather for a city',
      'tool.id': 'call-1',
      'tool.parameters': '{"city":"Oslo"}',
      'output.value': '{"celsius":21}',
    });
  });

  it('have tokens and cost once, on the only LLM span of a call', async () => {
    const application = open();
    agentRun(application);
    await application.drain();
    const sum = (key: string) =>
      phoenix.spans.reduce((total, { attributes }) => total + Number(attributes[key] ?? 0), 0);
    expect(sum('llm.token_count.total')).toBe(280);
    expect(sum('llm.cost.total')).toBe(0.003);
    const llm = phoenix.spans.filter(({ attributes }) => attributes['openinference.span.kind'] === 'LLM');
    expect(llm.map(({ name }) => name)).toEqual(["llm: 'gpt-5'"]);
    expect(metadataOf('step: 0').mastra.attributes.usage).toMatchObject({ inputTokens: 230 });
  });

  it('hold no content where it is not wanted', async () => {
    const application = open({ includeContent: false });
    agentRun(application);
    await application.drain();
    expect(phoenix.spans).toHaveLength(4);
    const text = JSON.stringify(phoenix.spans);
    for (const secret of ['Oslo', 'Be brief', '21 °C', 'celsius']) expect(text).not.toContain(secret);
  });

  it.each([
    ['workflow_step', {}, 'CHAIN'],
    ['processor_run', {}, 'GUARDRAIL'],
    ['scorer_run', {}, 'EVALUATOR'],
    ['rag_vector_operation', { output: [{ id: 7, text: 'fjord', score: 0.9, metadata: { page: 1 } }] }, 'RETRIEVER'],
    ['rag_embedding', { input: ['one', 'two'], attributes: { model: 'embed-3' } }, 'EMBEDDING'],
    ['rag_action', { input: { query: 'fjord', documents: ['a', 'b'] } }, 'RERANKER'],
    ['rag_action', {}, 'CHAIN'],
    ['mcp_tool_call', {}, 'TOOL'],
  ] as const)('of type %s are of a kind', async (type, options, kind) => {
    const application = open();
    const output = { ranking: [{ index: 1, score: 0.8 }] };
    application.instance
      .startSpan({ type, name: 'work', ...options })
      .end('output' in options ? { output: options.output } : { output });
    await application.drain();
    const { attributes } = phoenix.named('work');
    expect(attributes['openinference.span.kind']).toBe(kind);
    if (kind === 'RETRIEVER') {
      expect(attributes).toMatchObject({
        'retrieval.documents.0.document.id': '7',
        'retrieval.documents.0.document.content': 'fjord',
        'retrieval.documents.0.document.score': 0.9,
        'retrieval.documents.0.document.metadata': '{"page":1}',
      });
    }
    if (kind === 'EMBEDDING') {
      expect(attributes).toMatchObject({
        'embedding.model_name': 'embed-3',
        'embedding.embeddings.1.embedding.text': 'two',
      });
    }
    if (kind === 'RERANKER') {
      expect(attributes).toMatchObject({
        'reranker.query': 'fjord',
        'reranker.input_documents.0.document.content': 'a',
        'reranker.output_documents.0.document.content': 'b',
        'reranker.output_documents.0.document.score': 0.8,
      });
    }
  });

  it('tell of an error as status and exception', async () => {
    const application = open();
    application.instance.startSpan({ type: 'generic', name: 'fails' }).error({
      error: Object.assign(new TypeError('no such city'), { code: 'NO_CITY' }),
    });
    await application.drain();
    const span = phoenix.named('fails');
    expect(span.status).toEqual({ code: 2, message: 'no such city' });
    expect(span.events).toMatchObject([
      { name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'no such city' } },
    ]);
    expect(metadataOf('fails').mastra).toMatchObject({ errorCode: 'NO_CITY' });
  });

  it('may hold text that is none', async () => {
    const application = open();
    const span = application.instance.startSpan({ type: 'generic', name: 'broken', metadata: { half: 'a\ud800' } });
    span.end();
    await application.drain();
    span.addScore({ scorerId: 'x', score: 1, reason: 'b\ud800' });
    await application.drain();
    expect(metadataOf('broken').half).toBe('a\ufffd');
    expect(phoenix.annotations).toMatchObject([{ result: { explanation: 'b\ufffd' } }]);
  });

  it('are cut short where a picture is all of them', async () => {
    const application = open();
    const image = { type: 'image', image: 'A'.repeat(50_000), mediaType: 'image/png' };
    const input = { messages: [{ role: 'user', content: [image] }] };
    application.instance.startSpan({ type: 'model_generation', name: 'sees', input }).end();
    await application.drain();
    expect(
      phoenix.named('sees').attributes['llm.input_messages.0.message.contents.0.message_content.image.image.url'],
    ).toBe('__REDACTED__');
  });
});

describe('annotations', () => {
  it('are on the span or the trace that was judged', async () => {
    const application = open();
    const root = application.instance.startSpan({ type: 'generic', name: 'answer' });
    root.end();
    await application.drain();
    root.addScore({ scorerId: 'relevance', score: 0.75, reason: 'to the point', scorerVersion: '2', scoreId: 's-1' });
    root.addFeedback({
      feedbackType: 'thumbs',
      feedbackSource: 'user',
      value: 'up',
      comment: 'nice',
      feedbackId: 'f-1',
    });
    const { traceId } = root;
    application.exporter.onFeedbackEvent!({
      type: 'feedback',
      feedback: {
        feedbackId: 'f-2',
        timestamp: new Date(0),
        feedbackType: 'note',
        feedbackSource: 'system',
        value: 3,
        traceId,
      },
    });
    await application.drain();
    expect(phoenix.annotations).toEqual([
      {
        span_id: root.id,
        name: 'relevance',
        annotator_kind: 'CODE',
        result: { score: 0.75, explanation: 'to the point' },
        metadata: { scorerVersion: '2', judgedAt: expect.any(String) },
        identifier: 's-1',
      },
      {
        span_id: root.id,
        name: 'thumbs',
        annotator_kind: 'HUMAN',
        result: { label: 'up', explanation: 'nice' },
        metadata: { feedbackSource: 'user', givenAt: expect.any(String) },
        identifier: 'f-1',
      },
      {
        trace_id: traceId,
        name: 'user_note',
        annotator_kind: 'CODE',
        result: { score: 3 },
        metadata: { feedbackSource: 'system', givenAt: '1970-01-01T00:00:00.000Z' },
        identifier: 'f-2',
      },
    ]);
  });

  it('that come before their span are there when it is, however late', async () => {
    const application = open();
    const running = application.instance.startSpan({ type: 'generic', name: 'long work' });
    running.addScore({ scorerId: 'early', score: 1 });
    await application.drain();
    expect(phoenix.annotations).toEqual([]);
    expect(application.warnings).toEqual([]);
    phoenix.loseWaiting();
    running.end();
    await application.drain();
    expect(phoenix.annotations.map(({ name }) => name)).toEqual(['early']);
  });

  it('of spans that are there do not wait for those that are not', async () => {
    const application = open();
    const there = application.instance.startSpan({ type: 'generic', name: 'there' });
    there.end();
    await application.drain();
    const running = application.instance.startSpan({ type: 'generic', name: 'running' });
    there.addScore({ scorerId: 'of the first', score: 1 });
    running.addScore({ scorerId: 'of the second', score: 1 });
    await application.drain();
    expect(phoenix.annotations.map(({ name }) => name)).toEqual(['of the first']);
    running.end();
    await application.drain();
    expect(phoenix.annotations.map(({ name }) => name)).toEqual(['of the first', 'of the second']);
  });

  it('of nothing are put aside, with the reason', async () => {
    const application = open();
    const score = { scoreId: 's-9', timestamp: new Date(0), scorerId: 'lost', score: 1 };
    application.exporter.onScoreEvent!({ type: 'score', score });
    await application.drain();
    expect(application.exporter.quarantined()).toMatchObject([
      { reason: expect.stringContaining('belongs to no span and no trace') },
    ]);
  });

  it('wait where the address has no Phoenix', async () => {
    const application = open({ endpoint: `${phoenix.url}/elsewhere` });
    application.instance.startSpan({ type: 'generic', name: 'work' }).addScore({ scorerId: 'relevance', score: 1 });
    await application.observability.flush({ timeoutMs: 50 });
    expect(application.observability.health().exporters.arize!.signals.score.queued).toBe(1);
    expect(application.warnings).toEqual([expect.stringContaining('404')]);
  });
});

describe('options', () => {
  const parse = (given: Parameters<typeof parseArizeOptions>[0], env: NodeJS.ProcessEnv = {}) =>
    parseArizeOptions(given, 1000, env);

  it('are for Phoenix on this machine without any', () => {
    expect(parse({})).toEqual({
      destination: 'phoenix',
      baseUrl: 'http://localhost:6006',
      projectName: undefined,
      headers: {},
      includeContent: true,
      timeoutMs: 1000,
    });
  });

  it('come from the variables of Arize and of Phoenix', () => {
    const ax = { ARIZE_SPACE_ID: 'space', ARIZE_API_KEY: API_KEY, ARIZE_PROJECT_NAME: 'support' };
    expect(parse({}, ax)).toMatchObject({
      destination: 'ax',
      baseUrl: 'https://otlp.arize.com',
      projectName: 'support',
      headers: { authorization: API_KEY, 'arize-space-id': 'space', api_key: API_KEY, space_id: 'space' },
    });
    const own = { PHOENIX_COLLECTOR_ENDPOINT: 'https://phoenix.example/s/a/v1/traces', PHOENIX_API_KEY: API_KEY };
    expect(parse({ destination: 'phoenix' }, { ...ax, ...own })).toMatchObject({
      baseUrl: 'https://phoenix.example/s/a',
      headers: { authorization: `Bearer ${API_KEY}` },
    });
  });

  it('that are missing or wrong are one clear error, without a key in it', () => {
    const messageOf = (make: () => unknown) => {
      try {
        make();
      } catch (error) {
        if (MastraError.is(error)) return `${error.code} ${error.message}`;
      }
      return undefined;
    };
    expect(messageOf(() => parse({ spaceId: 'space' }))).toMatch(/^ARIZE_EXPORTER_OPTIONS_INVALID .*ARIZE_API_KEY/);
    expect(messageOf(() => parse({ destination: 'ax', apiKey: API_KEY }))).toContain('ARIZE_SPACE_ID');
    expect(messageOf(() => new ArizeExporter({ endpoint: 'nowhere', projectName: '' }))).toMatch(
      /endpoint.*projectName/,
    );
    expect(messageOf(() => parse({}, { PHOENIX_COLLECTOR_ENDPOINT: 'nowhere' }))).toContain('endpoint');
  });
});
