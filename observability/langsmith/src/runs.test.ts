import { at, begin, end, SAMPLE_USAGE, sampleRun, spanOf, TRACE } from '@mastra/exporter-conformance';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId } from './run-ids.ts';
import { FakeLangSmith } from './testing/fake-langsmith.ts';
import { open } from './testing/open.ts';

let langsmith: FakeLangSmith;

beforeEach(async () => {
  langsmith = await FakeLangSmith.start();
});
afterEach(() => langsmith.stop());

const agentRun = () =>
  sampleRun({
    every: { tags: ['demo', 'demo'] },
    generationAttributes: {
      provider: 'openai.responses',
      parameters: { temperature: 0.2, maxOutputTokens: 500, stopSequences: ['END'], topP: 0.9 },
    },
  });

const id = (spanId?: string) => runId(TRACE, spanId);
const dotted = (...segments: readonly (readonly [string, string])[]) =>
  segments.map(([stamp, run]) => `20260301T1200${stamp}Z${run}`).join('.');

describe('runs in LangSmith', () => {
  test('an agent run is a trace with everything that is known', async () => {
    const exporter = open(langsmith, { project: 'weather', workspaceId: 'w-1' });
    const spans = agentRun();
    for (const span of spans) begin(exporter, span);
    end(exporter, ...spans.toReversed());
    expect(await exporter.flush()).toEqual({ delivered: 4, failed: 0, pending: 0 });
    expect(langsmith.accepted[0]!.headers['x-tenant-id']).toBe('w-1');

    expect(langsmith.run('agent run')).toEqual({
      id: id(),
      trace_id: id(),
      dotted_order: dotted(['00000001', id()]),
      name: "agent run: 'weather'",
      run_type: 'chain',
      start_time: '2026-03-01T12:00:00.000001Z',
      end_time: '2026-03-01T12:00:02.000000Z',
      session_name: 'weather',
      tags: ['demo'],
      inputs: { input: 'Weather in Oslo?' },
      outputs: { text: '21 °C' },
      extra: {
        metadata: {
          user_id: 'u-1',
          session_id: 's-1',
          mastra_thread_id: 't-1',
          run_id: 'r-1',
          environment: 'test',
          service_name: 'weather-app',
          mastra_trace_id: TRACE,
          mastra_span_id: '00000000000000a1',
          span_type: 'agent_run',
          tenant: 'acme',
          attributes: { maxSteps: 5 },
        },
      },
    });
    expect(langsmith.run('llm')).toMatchObject({
      id: id('00000000000000b2'),
      trace_id: id(),
      parent_run_id: id(),
      run_type: 'llm',
      inputs: { messages: [{ role: 'user', content: 'Weather in Oslo?' }] },
      outputs: { text: '21 °C' },
      events: [{ name: 'new_token', time: '2026-03-01T12:00:00.260Z' }],
      extra: {
        metadata: {
          ls_model_type: 'chat',
          ls_model_name: 'gpt-5',
          ls_provider: 'openai',
          ls_temperature: 0.2,
          ls_max_tokens: 500,
          ls_stop: ['END'],
          ls_invocation_params: { topP: 0.9 },
          session_id: 's-1',
          usage_metadata: {
            input_tokens: 1200,
            output_tokens: 300,
            total_tokens: 1500,
            input_token_details: { cache_read: 900, cache_creation: 100 },
            output_token_details: { reasoning: 50 },
            total_cost: 0.0125,
          },
          attributes: { model: 'gpt-5', provider: 'openai.responses', streaming: true, finishReason: 'stop' },
        },
      },
    });
    expect(langsmith.run('tool')).toMatchObject({
      run_type: 'tool',
      parent_run_id: id('00000000000000c3'),
      dotted_order: dotted(
        ['00000001', id()],
        ['00010002', id('00000000000000b2')],
        ['00010003', id('00000000000000c3')],
        ['00500004', id('00000000000000d4')],
      ),
      error: 'TypeError: no such city\n    at lookup',
      extra: {
        metadata: {
          end_reason: 'timeout',
          error: { name: 'TypeError', message: 'no such city' },
          links: [{ traceId: 'f'.repeat(32), spanId: 'e'.repeat(16) }],
          attributes: { toolCallId: 'call-1', success: false },
        },
      },
    });
  });

  test('states a usage and a cost on one level only', async () => {
    const exporter = open(langsmith);
    end(exporter, ...agentRun());
    await exporter.flush();
    const billed = [...langsmith.runs.values()].filter(
      run => run.run_type === 'llm' || run.extra?.metadata?.usage_metadata !== undefined,
    );
    expect(billed.map(run => run.name)).toEqual(["llm: 'gpt-5'"]);
    // A step keeps its own share where nothing adds it up.
    expect(langsmith.run('step').extra?.metadata).toMatchObject({ attributes: { usage: SAMPLE_USAGE } });
  });

  test('has ids of version 7 for trace ids that begin with a time, and others for others', () => {
    expect(runId(TRACE)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(runId(TRACE).replaceAll('-', '').slice(0, 12), 16)).toBe(0x69a42d40 * 1000);
    expect(runId('f'.repeat(32))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set([runId(TRACE), runId(TRACE, 'a'.repeat(16)), runId(TRACE, 'b'.repeat(16))]).size).toBe(3);
  });

  test('an end is never before its start', async () => {
    const exporter = open(langsmith);
    end(exporter, spanOf('00000000000000a1', { isEvent: true, endTime: at(0) }));
    await exporter.flush();
    const [run] = langsmith.runs.values();
    expect(run!.end_time).toBe(run!.start_time);
  });

  test('a path goes past the spans that are filtered out', async () => {
    const exporter = open(langsmith, {
      excludeSpanTypes: ['workflow_step'],
      spanFilter: span => span.name !== 'secret',
    });
    const root = spanOf('00000000000000a1');
    const step = spanOf('00000000000000b2', { parentSpanId: root.id, type: 'workflow_step', startTime: at(1) });
    const secret = spanOf('00000000000000c3', { parentSpanId: step.id, name: 'secret', startTime: at(2) });
    const leaf = spanOf('00000000000000d4', { parentSpanId: secret.id, name: 'leaf', startTime: at(3) });
    for (const span of [root, step, secret, leaf]) begin(exporter, span);
    end(exporter, leaf, secret, step, root);
    await exporter.flush();
    expect(langsmith.runs.size).toBe(2);
    expect(langsmith.run('leaf').dotted_order).toBe(dotted(['00000001', id()], ['00003004', id(leaf.id)]));
  });

  test('what is left of a trace whose root is filtered out are traces of their own', async () => {
    const exporter = open(langsmith, { excludeSpanTypes: ['agent_run'] });
    const root = spanOf('00000000000000a1', { type: 'agent_run' });
    const left = spanOf('00000000000000b2', { parentSpanId: root.id });
    const right = spanOf('00000000000000c3', { parentSpanId: root.id });
    const below = spanOf('00000000000000d4', { parentSpanId: right.id });
    for (const span of [root, left, right, below]) begin(exporter, span);
    end(exporter, below, left, right, root);
    await exporter.flush();
    const traces = [...langsmith.runs.values()].map(run => [run.id, run.trace_id]);
    expect(traces).toEqual([
      [id(below.id), id(right.id)],
      [id(left.id), id(left.id)],
      [id(right.id), id(right.id)],
    ]);
  });

  test.each([
    [false, undefined],
    [true, id()],
  ])('work that another process asked for is below its root, where told so (%s)', async (joinRemoteTraces, parent) => {
    const exporter = open(langsmith, { joinRemoteTraces });
    const span = spanOf('00000000000000a1', { parentSpanId: '00000000000000ff', isRootSpan: true, name: 'called' });
    const child = spanOf('00000000000000b2', { parentSpanId: span.id, name: 'inside' });
    begin(exporter, span);
    end(exporter, child, span);
    await exporter.flush();
    expect(langsmith.run('called')).toMatchObject({ id: id(span.id), trace_id: parent ?? id(span.id) });
    expect(langsmith.run('called').parent_run_id).toBe(parent);
    expect(langsmith.run('inside')).toMatchObject({ parent_run_id: id(span.id), trace_id: parent ?? id(span.id) });
    expect(langsmith.run('called').extra?.metadata).toMatchObject({ mastra_parent_span_id: '00000000000000ff' });
  });

  test('a run that LangSmith has already, because an answer was lost, counts as delivered, and its company arrives', async () => {
    const first = open(langsmith);
    end(first, spanOf('00000000000000a1'));
    await first.flush();
    const second = open(langsmith);
    const child = spanOf('00000000000000b2', { parentSpanId: '00000000000000a1', name: 'new' });
    end(second, spanOf('00000000000000a1'), child);
    expect(await second.flush()).toEqual({ delivered: 2, failed: 0, pending: 0 });
    expect(langsmith.conflicts).toBe(2);
    expect(langsmith.run('new').id).toBe(id(child.id));
  });

  test('inputs and outputs can be kept back', async () => {
    const exporter = open(langsmith, { hideInputs: true, hideOutputs: true });
    end(exporter, spanOf('00000000000000a1', { input: { a: 1 }, output: [2] }));
    await exporter.flush();
    expect([...langsmith.runs.values()][0]).toMatchObject({ inputs: {}, outputs: {} });
  });

  test('splits what is too much for one request', async () => {
    const exporter = open(langsmith);
    const input = 'ü'.repeat(3_500_000);
    end(exporter, ...[1, 2, 3].map(n => spanOf(`000000000000000${n}`, { parentSpanId: 'f'.repeat(16), input })));
    expect(await exporter.flush()).toEqual({ delivered: 3, failed: 0, pending: 0 });
    expect(langsmith.accepted.length).toBeGreaterThan(1);
    for (const { body } of langsmith.accepted) expect(body.length).toBeLessThan(20 * 1024 * 1024);
  });
});
