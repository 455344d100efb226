import type { AnyExportedSpan } from '@mastra/core/observability';
import { AGENT_TREE, TRACE_ID } from '@mastra/exporter-conformance';
import { expect, test } from 'vitest';
import { benchOfTest } from './testing/bench.ts';

const bench = benchOfTest();

test('a run of an agent is a trace with spans and a generation', async () => {
  await bench.current.eventsOf(AGENT_TREE, { organizationGroup: 'company' });
  expect(bench.current.posthog.events.map(one => one.event)).toEqual([
    '$ai_span',
    '$ai_span',
    '$ai_generation',
    '$ai_trace',
    '$ai_span',
  ]);
  const [tool, step, , , root] = bench.current.posthog.events;
  const trace = bench.current.only('$ai_trace');
  expect(trace).toEqual({
    event: '$ai_trace',
    distinct_id: 'user-1',
    uuid: expect.any(String),
    timestamp: '2026-03-01T12:00:00.000Z',
    properties: {
      $lib: '@mastra/posthog',
      $geoip_disable: true,
      $ai_framework: 'mastra',
      $ai_trace_id: TRACE_ID,
      $ai_session_id: 'session-1',
      $ai_span_name: "agent run: 'weather'",
      $ai_latency: 0.55,
      $ai_is_error: false,
      $ai_input_state: [{ role: 'user', content: 'Weather in Oslo?' }],
      $ai_output_state: { text: 'I do not know.' },
      thread_id: 'thread-1',
      run_id: 'run-1',
      environment: 'production',
      service_name: 'weather-app',
      entity_type: 'agent',
      entity_id: 'weather',
      entity_name: 'weather',
      tags: ['demo', 'tier:gold,silver'],
      span_type: 'agent_run',
      end_reason: 'timeout',
      links: [{ traceId: '69a42d40000000000000000000000abc', spanId: '000000000000000a' }],
      tenant: 'acme',
      nested: { a: 1 },
    },
  });
  // The children know the id of the root's own event, and that one hangs below the trace.
  expect(root?.properties).toMatchObject({
    $ai_span_id: 'ffffffffffffffff',
    $ai_parent_id: TRACE_ID,
    attributes: { maxSteps: 5, availableTools: ['get-weather'] },
  });
  expect(bench.current.only('$ai_generation')).toMatchObject({
    timestamp: '2026-03-01T12:00:00.100Z',
    properties: {
      $ai_span_id: '00000000000000b2',
      $ai_parent_id: 'ffffffffffffffff',
      $ai_span_name: "llm: 'gpt-5'",
      $ai_model: 'gpt-5',
      $ai_provider: 'openai',
      $ai_model_parameters: { temperature: 0.2, maxOutputTokens: 500, stopSequences: ['END'] },
      $ai_temperature: 0.2,
      $ai_max_tokens: 500,
      $ai_stream: true,
      $ai_stop_reason: 'stop',
      $ai_latency: 0.4,
      $ai_time_to_first_token: 0.25,
      $ai_tools: [{ type: 'function', function: { name: 'get-weather' } }],
      $ai_tools_called: 'get-weather',
      $ai_tool_call_count: 1,
      $ai_input_tokens: 120,
      $ai_output_tokens: 30,
      $ai_cache_read_input_tokens: 60,
      $ai_cache_creation_input_tokens: 20,
      $ai_cache_reporting_exclusive: false,
      $ai_reasoning_tokens: 10,
      $ai_total_cost_usd: 0.0123,
      $ai_cost_passthrough: true,
      $ai_input: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Weather in Oslo?' }] },
        {
          role: 'assistant',
          content: [{ type: 'function', id: 'call-0', function: { name: 'locate', arguments: { name: 'Oslo' } } }],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'call-0',
              toolName: 'locate',
              output: { type: 'json', value: [60, 11] },
            },
          ],
        },
      ],
      $ai_output_choices: [
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'The tool failed.' },
            { type: 'text', text: 'I do not know.' },
            { type: 'function', id: 'call-1', function: { name: 'get-weather', arguments: { city: 'Oslo' } } },
          ],
        },
      ],
      attributes: { responseModel: 'gpt-5-2026-01-01', responseId: 'resp-1' },
    },
  });
  expect(step?.properties).toMatchObject({ $ai_parent_id: '00000000000000b2', span_type: 'model_step' });
  expect(tool?.properties).toMatchObject({
    $ai_parent_id: '00000000000000c3',
    $ai_input_state: { city: 'Oslo' },
    $ai_is_error: true,
    $ai_error: { name: 'TypeError', message: 'no such city', id: 'E_CITY' },
    $ai_error_type: 'TypeError',
    error_stack: 'TypeError: no such city\n    at run',
    attributes: { toolCallId: 'call-1', success: false },
  });
});

test('tokens and cost are on one event only', async () => {
  await bench.current.eventsOf(AGENT_TREE);
  const sum = (name: string) =>
    bench.current.posthog.events.reduce((total, { properties }) => total + Number(properties[name] ?? 0), 0);
  expect([sum('$ai_input_tokens'), sum('$ai_output_tokens'), sum('$ai_total_cost_usd')]).toEqual([120, 30, 0.0123]);
});

test('a generation tells of the tools that were called in all of its steps', async () => {
  const [, step, generation] = AGENT_TREE;
  const toolCalls = (...names: string[]) => ({ toolCalls: names.map(toolName => ({ toolName })) });
  await bench.current.eventsOf([
    { ...step!, output: toolCalls('locate', 'get-weather') },
    { ...step!, id: '00000000000000c4', output: toolCalls('get-weather') },
    { ...step!, id: '00000000000000c5', parentSpanId: '00000000000000b9', output: toolCalls('another') },
    generation!,
  ]);
  expect(bench.current.only('$ai_generation').properties).toMatchObject({
    $ai_tools_called: 'locate,get-weather',
    $ai_tool_call_count: 3,
  });
});

test('a generation that is the whole trace is named by a trace that counts nothing', async () => {
  const { parentSpanId: _, ...generation } = { ...AGENT_TREE[2]!, isRootSpan: true };
  await bench.current.eventsOf([generation]);
  expect(bench.current.only('$ai_generation').properties.$ai_parent_id).toBe(TRACE_ID);
  const { properties } = bench.current.only('$ai_trace');
  expect(properties.$ai_input_state).toEqual(bench.current.only('$ai_generation').properties.$ai_input);
  expect(Object.keys(properties).filter(name => /tokens|cost|model|span_id|parent_id|usage|tool/.test(name))).toEqual(
    [],
  );
});

test('reasoning tokens are left out where PostHog would add them to the output a second time', async () => {
  const gemini = { ...AGENT_TREE[2]!.attributes, model: 'gemini-3-pro', provider: 'google.generative-ai' };
  await bench.current.eventsOf([{ ...AGENT_TREE[2]!, attributes: gemini }]);
  const { properties } = bench.current.only('$ai_generation');
  expect(properties.$ai_output_tokens).toBe(30);
  expect(properties).not.toHaveProperty('$ai_reasoning_tokens');
  expect(properties.usage).toMatchObject({ outputDetails: { reasoning: 10 } });
});

test('an embedding is one', async () => {
  const attributes = { model: 'text-embedding-3-small', provider: 'openai.embedding', usage: { inputTokens: 7 } };
  await bench.current.eventsOf([
    {
      ...AGENT_TREE[0]!,
      type: 'rag_embedding',
      errorInfo: undefined,
      input: ['a', 'b'],
      output: { count: 2 },
      attributes,
    },
  ]);
  expect(bench.current.only('$ai_embedding').properties).toMatchObject({
    $ai_model: 'text-embedding-3-small',
    $ai_provider: 'openai',
    $ai_input: ['a', 'b'],
    $ai_input_tokens: 7,
    $ai_is_error: false,
  });
});

test('a span that is sent again is the same event', async () => {
  await bench.current.eventsOf(AGENT_TREE);
  await bench.current.eventsOf(AGENT_TREE);
  const identities = bench.current.posthog.events.map(({ event, uuid, distinct_id, timestamp }) =>
    [event, uuid, distinct_id, timestamp].join(),
  );
  expect(identities).toHaveLength(10);
  expect(new Set(identities).size).toBe(5);
});

test('a run of nobody makes no person', async () => {
  const { userId: _, ...span } = AGENT_TREE[0]!;
  await bench.current.eventsOf([span]);
  expect(bench.current.posthog.events[0]).toMatchObject({
    distinct_id: TRACE_ID,
    properties: { $process_person_profile: false },
  });
});

test('an organisation is a group where PostHog has a type for it', async () => {
  await bench.current.eventsOf([{ ...AGENT_TREE[0]!, organizationId: 'acme' }], { organizationGroup: 'company' });
  expect(bench.current.posthog.events[0]?.properties).toMatchObject({
    $groups: { company: 'acme' },
    organization_id: 'acme',
  });
});

test('privacy mode leaves out what was asked and answered, and keeps the rest', async () => {
  const attributes = { ...AGENT_TREE[3]!.attributes, instructions: 'a secret of the house' };
  await bench.current.eventsOf([...AGENT_TREE.slice(0, 3), { ...AGENT_TREE[3]!, attributes }], { privacyMode: true });
  const everything = JSON.stringify(bench.current.posthog.events);
  for (const content of ['Weather in Oslo', 'I do not know', 'a secret of the house', '"city"']) {
    expect(everything).not.toContain(content);
  }
  expect(bench.current.only('$ai_generation').properties.$ai_input_tokens).toBe(120);
});

test('metadata become properties, and none takes the place of one that there is', async () => {
  const metadata = { plan: 'pro', run_id: 'mine', $ai_model: 'forged' };
  await bench.current.eventsOf([{ ...AGENT_TREE[0]!, metadata }]);
  expect(bench.current.posthog.events[0]?.properties).toMatchObject({
    plan: 'pro',
    run_id: 'run-1',
    metadata: { run_id: 'mine', $ai_model: 'forged' },
  });
  expect(bench.current.posthog.events[0]?.properties.$ai_model).toBeUndefined();
});

test('a root of another process hangs below the trace, or below its parent where PostHog has it', async () => {
  const remote: AnyExportedSpan = { ...AGENT_TREE[3]!, parentSpanId: '000000000000000b' };
  await bench.current.eventsOf([remote]);
  await bench.current.eventsOf([remote], { joinRemoteTraces: true });
  expect(bench.current.posthog.events.map(one => [one.event, one.properties.$ai_parent_id])).toEqual([
    ['$ai_span', TRACE_ID],
    ['$ai_span', '000000000000000b'],
  ]);
  expect(bench.current.posthog.events[0]?.properties.remote_parent_id).toBe('000000000000000b');
});
