import { at, begin, end, SAMPLE_USAGE, START, sampleRun, spanOf, TRACE } from '@mastra/exporter-conformance';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeBraintrust, PROJECT_ID } from './testing/fake-braintrust.ts';
import { open } from './testing/open.ts';

let braintrust: FakeBraintrust;

beforeEach(async () => {
  braintrust = await FakeBraintrust.start();
});
afterEach(() => braintrust.stop());

const agentRun = () =>
  sampleRun({
    every: { entityType: 'agent', entityId: 'weather' },
    run: { tags: ['demo', 'demo', 'oslo'] },
    step: { startTime: at(20) },
    generationAttributes: { responseModel: 'gpt-5-2026-01-01' },
  });

const byName = (part: string) => [...braintrust.rows.values()].find(row => row.span_attributes?.name?.includes(part))!;

describe('spans in Braintrust', () => {
  test('an agent run is a tree of rows with everything that is known', async () => {
    const exporter = open(braintrust);
    const spans = agentRun();
    for (const span of spans) begin(exporter, span);
    end(exporter, ...spans.toReversed());
    expect(await exporter.flush()).toEqual({ delivered: 8, failed: 0, pending: 0 });

    expect(byName('agent run')).toEqual({
      id: TRACE,
      project_id: PROJECT_ID,
      log_id: 'g',
      _is_merge: true,
      span_id: '00000000000000a1',
      root_span_id: TRACE,
      created: START.toISOString(),
      span_attributes: { name: "agent run: 'weather'", type: 'task' },
      input: 'Weather in Oslo?',
      output: { text: '21 °C' },
      metadata: {
        user_id: 'u-1',
        session_id: 's-1',
        thread_id: 't-1',
        run_id: 'r-1',
        environment: 'test',
        service_name: 'weather-app',
        entity_type: 'agent',
        entity_id: 'weather',
        span_type: 'agent_run',
        tenant: 'acme',
        attributes: { maxSteps: 5 },
      },
      metrics: { start: 1772366400, end: 1772366402 },
      tags: ['demo', 'oslo'],
    });
    expect(byName('llm')).toMatchObject({
      id: `${TRACE}-00000000000000b2`,
      span_parents: ['00000000000000a1'],
      root_span_id: TRACE,
      span_attributes: { type: 'llm' },
      input: [{ role: 'user', content: 'Weather in Oslo?' }],
      metadata: {
        model: 'gpt-5',
        provider: 'openai',
        temperature: 0.2,
        max_tokens: 500,
        stop: ['END'],
        attributes: { streaming: true, finishReason: 'stop', responseModel: 'gpt-5-2026-01-01' },
      },
      metrics: {
        start: 1772366400.01,
        end: 1772366401.9,
        prompt_tokens: 1200,
        completion_tokens: 300,
        tokens: 1500,
        prompt_cached_tokens: 900,
        prompt_cache_creation_tokens: 100,
        completion_reasoning_tokens: 50,
        estimated_cost: 0.0125,
        time_to_first_token: 0.25,
      },
    });
    expect(byName('tool')).toMatchObject({
      span_parents: ['00000000000000c3'],
      span_attributes: { type: 'tool' },
      input: { city: 'Oslo' },
      error: 'TypeError: no such city\n    at lookup',
      metadata: {
        end_reason: 'timeout',
        error: { name: 'TypeError', message: 'no such city' },
        links: [{ traceId: 'f'.repeat(32), spanId: 'e'.repeat(16) }],
        attributes: { toolCallId: 'call-1', success: false },
      },
    });
    expect(byName('tool')).not.toHaveProperty('tags');
  });

  test('adds tokens and cost up to what the run used, however the product sums them', async () => {
    const exporter = open(braintrust);
    end(exporter, ...agentRun());
    await exporter.flush();
    const total = (name: string) =>
      [...braintrust.rows.values()].reduce((sum, row) => sum + (row.metrics?.[name] ?? 0), 0);
    expect([total('tokens'), total('prompt_tokens'), total('estimated_cost')]).toEqual([1500, 1200, 0.0125]);
    // A step keeps its own share where nothing adds it up.
    expect(byName('step').metadata).toMatchObject({ attributes: { usage: SAMPLE_USAGE } });
  });

  test('shows a span while it runs, and completes the same row when it ends', async () => {
    const exporter = open(braintrust);
    const span = spanOf('00000000000000a1', { name: 'long', input: { q: 1 }, output: 'done' });
    begin(exporter, span);
    await exporter.flush();
    expect(byName('long')).toMatchObject({ input: { q: 1 }, metrics: { start: 1772366400 } });
    expect(byName('long').metrics).not.toHaveProperty('end');
    end(exporter, span);
    await exporter.flush();
    begin(exporter, span);
    await exporter.flush();
    expect(braintrust.rows.size).toBe(1);
    expect(byName('long')).toMatchObject({ output: 'done', metrics: { end: 1772366400.1 } });
  });

  test('keeps the spans of two traces apart that have the same id', async () => {
    const exporter = open(braintrust);
    const other = 'b'.repeat(32);
    const parentSpanId = '00000000000000a1';
    end(
      exporter,
      spanOf('00000000000000b2', { parentSpanId }),
      spanOf('00000000000000b2', { parentSpanId, traceId: other }),
    );
    await exporter.flush();
    expect([...braintrust.rows.keys()].sort()).toEqual(
      [`${TRACE}-00000000000000b2`, `${other}-00000000000000b2`].sort(),
    );
  });

  test('gives every one its own row when the root is filtered out', async () => {
    const exporter = open(braintrust, { excludeSpanTypes: ['agent_run'] });
    const root = spanOf('00000000000000a1', { type: 'agent_run' });
    const left = spanOf('00000000000000b2', { parentSpanId: root.id });
    const right = spanOf('00000000000000c3', { parentSpanId: root.id });
    for (const span of [root, left, right]) begin(exporter, span);
    end(exporter, left, right, root);
    await exporter.flush();
    expect([...braintrust.rows.keys()]).toEqual([`${TRACE}-${left.id}`, `${TRACE}-${right.id}`]);
    for (const row of braintrust.rows.values()) expect(row.span_parents).toBeUndefined();
  });

  test.each([
    [false, undefined],
    [true, ['00000000000000ff']],
  ])(
    'hangs the work that another process asked for below that, where told so (%s)',
    async (joinRemoteTraces, parents) => {
      const exporter = open(braintrust, { joinRemoteTraces });
      const span = spanOf('00000000000000a1', { parentSpanId: '00000000000000ff', isRootSpan: true });
      const child = spanOf('00000000000000b2', { parentSpanId: span.id });
      begin(exporter, span);
      end(exporter, child, span);
      await exporter.flush();
      const row = braintrust.rows.get(`${TRACE}-${span.id}`)!;
      expect([row.root_span_id, row.span_parents]).toEqual([TRACE, parents]);
      expect(braintrust.rows.get(`${TRACE}-${child.id}`)!.span_parents).toEqual([span.id]);
    },
  );
});
