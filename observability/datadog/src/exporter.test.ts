import type { AnyExportedSpan, InitExporterOptions } from '@mastra/core/observability';
import { AGENT_TREE, endedEvent, metricEvent, TRACE_ID } from '@mastra/exporter-conformance';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatadogExporter } from './exporter.ts';
import type { DatadogExporterOptions } from './options.ts';
import { API_KEY, FakeDatadog } from './testing/fake-datadog.ts';

let datadog: FakeDatadog;
let exporter: DatadogExporter;
const warnings: string[] = [];

const mute = () => undefined;
const init: InitExporterOptions = {
  serviceName: 'Weather App',
  environment: 'production',
  logger: { debug: mute, info: mute, warn: line => warnings.push(line), error: mute },
};

function open(options: DatadogExporterOptions = {}): DatadogExporter {
  exporter = new DatadogExporter({
    apiKey: API_KEY,
    apiUrl: datadog.url,
    logsUrl: datadog.url,
    maxBatchWaitMs: 60_000,
    retry: { initialDelayMs: 1, maxDelayMs: 2 },
    ...options,
  });
  exporter.init(init);
  return exporter;
}

beforeEach(async () => {
  datadog = await new FakeDatadog().start();
});
afterEach(async () => {
  await exporter.shutdown({ timeoutMs: 10 });
  await datadog.stop();
  warnings.length = 0;
});

test('a run of an agent is a trace of LLM Observability', async () => {
  const sut = open({ tags: ['team:search'] });
  for (const span of AGENT_TREE) sut.onTracingEvent(endedEvent(span));
  expect(await sut.flush()).toEqual({ delivered: 4, failed: 0, pending: 0 });

  const [tool, step, generation, root] = datadog.spans;
  expect(root).toEqual({
    name: "agent run: 'weather'",
    span_id: '18446744073709551615',
    trace_id: TRACE_ID,
    parent_id: 'undefined',
    start_ns: 1_772_366_400_000_000_000,
    duration: 550_000_000,
    status: 'ok',
    session_id: 'session-1',
    service: 'weather-app',
    meta: {
      kind: 'agent',
      input: { value: 'Weather in Oslo?' },
      output: { value: 'I do not know.' },
      metadata: {
        span_type: 'agent_run',
        max_steps: 5,
        available_tools: '["get-weather"]',
        end_reason: 'timeout',
        links: '[{"trace_id":"69a42d40000000000000000000000abc","span_id":"10"}]',
        tenant: 'acme',
        nested: '{"a":1}',
      },
    },
    tags: [
      'team:search',
      'env:production',
      'service:weather-app',
      `mastra_trace_id:${TRACE_ID}`,
      'demo',
      'tier:gold_silver',
      'user_id:user-1',
      'run_id:run-1',
      'thread_id:thread-1',
      'entity_type:agent',
      'entity_id:weather',
      'entity_name:weather',
    ],
  });
  expect(generation).toMatchObject({
    span_id: '178',
    parent_id: '18446744073709551615',
    meta: {
      kind: 'llm',
      model_name: 'gpt-5',
      model_provider: 'openai',
      model_version: 'gpt-5-2026-01-01',
      tool_definitions: [{ name: 'get-weather' }],
      input: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Weather in Oslo?' },
          {
            role: 'assistant',
            content: '',
            tool_calls: [{ name: 'locate', arguments: { name: 'Oslo' }, tool_id: 'call-0', type: 'function' }],
          },
          {
            role: 'tool',
            content: '',
            tool_results: [
              { name: 'locate', result: '{"type":"json","value":[60,11]}', tool_id: 'call-0', type: 'tool_result' },
            ],
          },
        ],
      },
      output: {
        messages: [
          { role: 'reasoning', content: 'The tool failed.' },
          {
            role: 'assistant',
            content: 'I do not know.',
            tool_calls: [{ name: 'get-weather', arguments: { city: 'Oslo' }, tool_id: 'call-1', type: 'function' }],
          },
        ],
      },
      metadata: {
        temperature: 0.2,
        max_tokens: 500,
        stop_sequences: '["END"]',
        finish_reason: 'stop',
        streaming: true,
      },
    },
    metrics: {
      input_tokens: 120,
      output_tokens: 30,
      total_tokens: 150,
      non_cached_input_tokens: 40,
      cache_read_input_tokens: 60,
      cache_write_input_tokens: 20,
      reasoning_output_tokens: 10,
      total_cost: 0.0123,
      time_to_first_token: 0.25,
    },
  });
  expect(generation?.meta.metadata).not.toHaveProperty('usage');
  expect(step).toMatchObject({ parent_id: '178', meta: { kind: 'task', metadata: { step_index: 0 } } });
  expect(tool).toMatchObject({
    parent_id: '195',
    status: 'error',
    meta: {
      kind: 'tool',
      input: { value: '{"city":"Oslo"}' },
      error: { message: 'no such city', type: 'TypeError', stack: 'TypeError: no such city\n    at run' },
      metadata: { tool_call_id: 'call-1', success: false, error_id: 'E_CITY' },
    },
  });
});

test('tokens and cost are on one level only', async () => {
  const sut = open();
  for (const span of AGENT_TREE) sut.onTracingEvent(endedEvent(span));
  await sut.flush();
  const sum = (name: 'input_tokens' | 'output_tokens' | 'total_cost') =>
    datadog.spans.reduce((total, span) => total + (span.metrics?.[name] ?? 0), 0);
  expect([sum('input_tokens'), sum('output_tokens'), sum('total_cost')]).toEqual([120, 30, 0.0123]);
  expect(datadog.accepted.every(request => JSON.parse(request.body.toString()).data.attributes.ml_app)).toBe(true);
  expect(JSON.parse(datadog.accepted[0]!.body.toString()).data.attributes.ml_app).toBe('weather_app');
});

test('a root of another process is a root here, unless its parent is in Datadog too', async () => {
  const remote: AnyExportedSpan = { ...AGENT_TREE[3]!, parentSpanId: '000000000000000b' };
  const alone = open();
  alone.onTracingEvent(endedEvent(remote));
  await alone.flush();
  await alone.shutdown();
  const below = open({ joinRemoteTraces: true });
  below.onTracingEvent(endedEvent(remote));
  await below.flush();
  expect(datadog.spans.map(span => span.parent_id)).toEqual(['undefined', '11']);
  expect(datadog.spans[0]?.meta.metadata?.remote_parent_id).toBe('11');
});

test('a tool that nobody called is a workflow, and an embedding keeps its tokens', async () => {
  const sut = open();
  const { parentSpanId: _, ...tool } = { ...AGENT_TREE[0]!, isRootSpan: true };
  sut.onTracingEvent(endedEvent(tool));
  sut.onTracingEvent(
    endedEvent({
      ...tool,
      id: '00000000000000e5',
      type: 'rag_embedding',
      name: 'embed',
      input: ['a', 'b'],
      attributes: { model: 'text-embedding-3-small', provider: 'openai.embedding', usage: { inputTokens: 7 } },
    }),
  );
  await sut.flush();
  expect(datadog.spans.map(span => span.meta.kind)).toEqual(['workflow', 'embedding']);
  expect(datadog.spans[1]).toMatchObject({
    meta: { model_name: 'text-embedding-3-small', model_provider: 'openai', input: { value: '["a","b"]' } },
    metrics: { input_tokens: 7, total_tokens: 7 },
  });
});

test('scores and feedback are evaluations on their span, trace or session', async () => {
  const sut = open();
  const timestamp = new Date(1_772_366_400_123);
  const spanId = '00000000000000b2';
  const score = { scorerId: 'answer relevance/v2', score: 0.75, timestamp };
  sut.onScoreEvent({ type: 'score', score: { ...score, scoreId: 's1', traceId: TRACE_ID, spanId, reason: 'so so' } });
  sut.onScoreEvent({ type: 'score', score: { ...score, scoreId: 's2', traceId: TRACE_ID } });
  sut.onScoreEvent({ type: 'score', score: { ...score, scoreId: 's3', correlationContext: { sessionId: 'x' } } });
  const given = { feedbackSource: 'user', timestamp, traceId: TRACE_ID };
  sut.onFeedbackEvent({
    type: 'feedback',
    feedback: { ...given, feedbackId: 'f1', feedbackType: 'thumbs', value: 'down', comment: 'wrong', spanId },
  });
  sut.onFeedbackEvent({
    type: 'feedback',
    feedback: { ...given, feedbackId: 'f2', feedbackType: 'rating', value: 4, feedbackUserId: 'user-9' },
  });
  sut.onFeedbackEvent({
    type: 'feedback',
    feedback: { ...given, feedbackId: 'f3', feedbackType: 'comment', value: 'too long', traceId: undefined },
  });
  expect(await sut.flush()).toEqual({ delivered: 6, failed: 0, pending: 0 });
  const scores = datadog.judgements.filter(one => one.event_kind === 'evaluation');
  const feedback = datadog.judgements.filter(one => one.event_kind === 'feedback');
  expect(scores).toMatchObject([
    {
      eval_scope: 'span',
      join_on: { span: { span_id: '178', trace_id: TRACE_ID } },
      label: 'answer_relevance_v2',
      metric_type: 'score',
      score_value: 0.75,
      reasoning: 'so so',
      timestamp_ms: 1_772_366_400_123,
      ml_app: 'weather_app',
      tags: expect.arrayContaining(['score_id:s1', 'scorer_id:answer relevance/v2']),
    },
    { eval_scope: 'trace', join_on: { tag: { key: 'mastra_trace_id', value: TRACE_ID } } },
    { eval_scope: 'session', session_id: 'x' },
  ]);
  expect(feedback).toMatchObject([
    {
      span_id: '178',
      metric_type: 'categorical',
      categorical_value: 'down',
      assessment: 'fail',
      reasoning: 'wrong',
      submitter: { id: 'user', type: 'user' },
    },
    { trace_id: TRACE_ID, metric_type: 'score', score_value: 4, submitter: { id: 'user-9' } },
    { feedback_join_key: 'f3', metric_type: 'text', text_value: 'too long' },
  ]);
});

test('a score that belongs to nothing is put aside, and the others arrive', async () => {
  const sut = open();
  const score = { scorerId: 'relevance', score: 1, timestamp: new Date(0) };
  sut.onScoreEvent({ type: 'score', score: { ...score, scoreId: 'lost' } });
  sut.onScoreEvent({ type: 'score', score: { ...score, timestamp: new Date(1e12), scoreId: 's', traceId: TRACE_ID } });
  await sut.flush();
  expect(datadog.judgements).toHaveLength(1);
  expect(sut.quarantined()).toMatchObject([{ signal: 'score', reason: expect.stringContaining('no trace') }]);
});

test('a log is joined to its span, and one that is too long is cut and stays JSON', async () => {
  const sut = open({ hostname: 'web-1' });
  const correlationContext = { userId: 'user-1', sessionId: 'session-1', environment: 'production', tags: ['demo'] };
  const timestamp = new Date(1_772_366_400_123);
  sut.onLogEvent?.({
    type: 'log',
    log: {
      logId: 'l1',
      level: 'fatal',
      message: 'it broke',
      timestamp,
      traceId: TRACE_ID,
      spanId: '00000000000000b2',
      data: { error: { name: 'TypeError', message: 'no', stack: 'at' }, city: 'Oslo' },
      correlationContext,
    },
  });
  sut.onLogEvent?.({
    type: 'log',
    log: { logId: 'l2', level: 'info', message: 'long', timestamp, data: { text: 'x'.repeat(3_000_000) } },
  });
  await sut.flush();
  expect(datadog.logs[0]).toEqual({
    ddsource: 'mastra',
    ddtags: 'env:production,demo,user_id:user-1',
    hostname: 'web-1',
    status: 'critical',
    message: 'it broke',
    timestamp: 1_772_366_400_123,
    log_id: 'l1',
    dd: { trace_id: TRACE_ID, span_id: '178' },
    session_id: 'session-1',
    usr: { id: 'user-1' },
    error: { kind: 'TypeError', message: 'no', stack: 'at' },
    data: { error: { name: 'TypeError', message: 'no', stack: 'at' }, city: 'Oslo' },
  });
  expect(JSON.stringify(datadog.logs[1]).length).toBeLessThan(1_000_000);
  expect(JSON.stringify(datadog.logs[1])).toContain('[cut: 3000000 characters]');
  expect(datadog.accepted[0]?.headers['content-encoding']).toBe('gzip');
});

test('what adds up is a distribution, and of a gauge the last value of a second counts', async () => {
  const sut = open();
  const measure = (...args: Parameters<typeof metricEvent>) => sut.onMetricEvent?.(metricEvent(...args));
  measure('lookups', 'counter', 2, 1);
  measure('lookups', 'counter', 3, 2);
  measure('took_ms', 'histogram', 12.5, 3);
  measure('queue_depth', 'gauge', 5, 4);
  measure('queue_depth', 'gauge', -1, 5);
  measure('queue_depth', 'gauge', 8, 1005);
  expect(await sut.flush()).toEqual({ delivered: 6, failed: 0, pending: 0 });
  const tags = ['env:production', 'city:Oslo'];
  expect(datadog.distributions).toEqual([
    { metric: 'lookups', type: 'distribution', points: [[1_772_366_400, [2]]], tags },
    { metric: 'lookups', type: 'distribution', points: [[1_772_366_400, [3]]], tags },
    { metric: 'took_ms', type: 'distribution', points: [[1_772_366_400, [12.5]]], tags },
  ]);
  expect(datadog.gauges).toEqual([
    { metric: 'queue_depth', type: 3, points: [{ timestamp: 1_772_366_400, value: -1 }], tags, unit: 'millisecond' },
    { metric: 'queue_depth', type: 3, points: [{ timestamp: 1_772_366_401, value: 8 }], tags, unit: 'millisecond' },
  ]);
});

test('no request is larger than Datadog takes, and after a failure only what is missing is sent again', async () => {
  const sut = open({ maxBatchBytes: 64 * 1024 * 1024 });
  for (let i = 0; i < 8; i++) {
    const name = i === 7 ? 'the-last' : `span ${i}`;
    const id = `00000000000000${i}0`;
    sut.onTracingEvent(endedEvent({ ...AGENT_TREE[0]!, id, name, input: { text: 'x'.repeat(1_500_000) } }));
  }
  await datadog.behave({ kind: 'poison', marker: 'the-last' });
  await sut.flush();
  await datadog.behave(undefined);
  sut.redrive();
  await sut.flush();
  expect(datadog.accepted.length).toBeGreaterThanOrEqual(3);
  for (const request of datadog.accepted) expect(request.body.length).toBeLessThanOrEqual(datadog.maxRequestBytes);
  expect(datadog.spans.map(span => span.name).sort()).toEqual(
    ['the-last', ...Array.from({ length: 7 }, (_, i) => `span ${i}`)].sort(),
  );
});

test('a span that cannot be cut to size arrives without its payloads', async () => {
  const sut = open();
  const messages = Array.from({ length: 250_000 }, () => ({ role: 'user', content: 'short' }));
  sut.onTracingEvent(endedEvent({ ...AGENT_TREE[2]!, input: { messages } }));
  await sut.flush();
  const { meta, metrics } = datadog.span('gpt-5');
  expect(meta.input?.value).toMatch(/^\[left out: the span has \d+ bytes/);
  expect(metrics?.input_tokens).toBe(120);
});

test('a complaint about accepted metrics is passed on once', async () => {
  const sut = open();
  expect(warnings).toEqual([]);
  sut.onMetricEvent?.({
    type: 'metric',
    metric: { metricId: 'm', name: 'n', metricType: 'gauge', value: 1, labels: {}, timestamp: new Date(1e12) },
  });
  datadog.complaint = 'tag too long';
  await sut.flush();
  expect(warnings).toEqual([expect.stringContaining('tag too long')]);
});

test('logs and metrics can be left to others', () => {
  const sut = open({ logs: false, metrics: false });
  expect(sut.onLogEvent).toBeUndefined();
  expect(sut.onMetricEvent).toBeUndefined();
});
