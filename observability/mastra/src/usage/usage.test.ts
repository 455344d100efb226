import { aiSdkTelemetry, Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { type BudgetExceeded, type ObservabilityConfig, runInSpan } from '@mastra/core/observability';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { generateText, stepCountIs } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, test } from 'vitest';
import { InMemoryExporter, Observability } from '../index.ts';
import { RecordingLogger } from '../testing/destination.ts';

interface Said {
  readonly input: number;
  readonly output: number;
  readonly raw?: Record<string, unknown>;
  readonly toolCall?: string;
}

/** A model of a provider that says the same usage at every call, and calls a tool where it is told to. */
function model(modelId: string, provider: string, ...script: readonly Said[]) {
  let calls = 0;
  return new MockLanguageModelV4({
    modelId,
    provider,
    doGenerate: async () => {
      const { input, output, raw, toolCall } = script[Math.min(calls++, script.length - 1)]!;
      const content = toolCall
        ? [{ type: 'tool-call', toolCallId: `call_${calls}`, toolName: toolCall, input: '{}' }]
        : [{ type: 'text', text: 'done' }];
      return {
        content,
        finishReason: { unified: toolCall ? 'tool-calls' : 'stop', raw: undefined },
        usage: {
          inputTokens: { total: input, noCache: input, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: output, text: output, reasoning: undefined },
          ...(raw && { raw }),
        },
        warnings: [],
      } as never;
    },
  });
}

function application(agents: Record<string, Agent>, config: Partial<ObservabilityConfig> = {}) {
  const memory = new InMemoryExporter();
  const logger = Object.assign(new RecordingLogger(), { level: 'warn' as const });
  const observability = new Observability({ serviceName: 'bill', exporters: [memory], ...config });
  return { memory, logger, mastra: new Mastra({ agents, observability, logger }) };
}

const noop = createTool({ id: 'noop', description: 'Does nothing', execute: async () => ({ ok: true }) });
const agentOf = (id: string, languageModel: MockLanguageModelV4, tools = { noop }) =>
  new Agent({ id, instructions: '-', model: languageModel, tools });

describe('cost belongs to the step and its own model', () => {
  test('two models in one generation by prepareStep', async () => {
    const cheap = model('gpt-4o-mini', 'openai.chat', { input: 100_000, output: 1000, toolCall: 'noop' });
    const dear = model('gpt-4o', 'openai.chat', { input: 100_000, output: 1000 });
    const { mastra, memory } = application({});
    await generateText({
      model: cheap,
      prompt: '?',
      tools: { noop: noop as never },
      stopWhen: stepCountIs(2),
      prepareStep: ({ stepNumber }) => (stepNumber === 1 ? { model: dear } : {}),
      telemetry: { integrations: [aiSdkTelemetry(mastra)] },
    });
    const costs = memory.metricsNamed('mastra_model_cost_usd');
    expect(costs.map(({ labels, value }) => [labels.model, Number(value.toFixed(6))])).toEqual([
      ['gpt-4o-mini', 0.0156],
      ['gpt-4o', 0.26],
    ]);
    expect(memory.spansOfType('model_generation')[0]?.attributes).toMatchObject({ costUsd: expect.closeTo(0.2756, 8) });
    expect(memory.spansOfType('model_step').map(({ attributes }) => attributes?.costUsd)).toEqual([
      expect.closeTo(0.0156, 8),
      expect.closeTo(0.26, 8),
    ]);
  });

  test('one step reports its cost, the other has a price', async () => {
    const reported = { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11, cost: 0.0026 };
    const mixed = model(
      'gpt-4o',
      'openai.chat',
      { input: 10, output: 1, raw: reported, toolCall: 'noop' },
      { input: 100_000, output: 1000 },
    );
    const { mastra, memory } = application({ mixed: agentOf('mixed', mixed) });
    await mastra.getAgent('mixed').generate('?');
    const [generation] = memory.spansOfType('model_generation');
    expect(generation?.attributes).toMatchObject({ costUsd: expect.closeTo(0.2626, 8), costSource: 'prices' });
  });

  test('the sum is unknown where one step is, says which, and counts the tokens that have no price', async () => {
    const known = model('gpt-4o', 'openai.chat', { input: 100, output: 10, toolCall: 'noop' });
    const unknown = model('in-house-7', 'own', { input: 40, output: 2 });
    const { mastra, memory, logger } = application({});
    await generateText({
      model: known,
      prompt: '?',
      tools: { noop: noop as never },
      stopWhen: stepCountIs(2),
      prepareStep: ({ stepNumber }) => (stepNumber === 1 ? { model: unknown } : {}),
      telemetry: { integrations: [aiSdkTelemetry(mastra)] },
    });
    const [generation] = memory.spansOfType('model_generation');
    expect(generation?.attributes).not.toHaveProperty('costUsd');
    expect(generation?.attributes).toMatchObject({ unpriced: { models: ['in-house-7'], tokens: 42 } });
    expect(memory.metricsNamed('mastra_model_unpriced_tokens').map(({ value }) => value)).toEqual([42]);
    expect(logger.warnings.filter(text => text.includes('in-house-7'))).toHaveLength(1);
  });

  test('a model without a price is warned of once, however often it is called', async () => {
    const { mastra, logger } = application({
      own: agentOf('own', model('in-house-8', 'own', { input: 1, output: 1 })),
    });
    for (let i = 0; i < 3; i++) await mastra.getAgent('own').generate('?');
    expect(logger.warnings.filter(text => text.includes('in-house-8'))).toEqual([
      expect.stringContaining('Give one in metrics.prices'),
    ]);
  });

  test('traces that sampling leaves out are charged the same', async () => {
    const said = { input: 100_000, output: 1000 };
    const { mastra, memory } = application(
      { a: agentOf('a', model('gpt-4o', 'openai.chat', said)) },
      { sampling: { type: 'never' } },
    );
    const { settled } = await mastra.getAgent('a').generate('?');
    expect((await settled()).costUsd).toBeCloseTo(0.26, 8);
    expect(memory.metricsNamed('mastra_model_cost_usd').map(({ value }) => value)).toEqual([expect.closeTo(0.26, 8)]);
    expect(memory.spans).toEqual([]);
  });
});

describe('settled()', () => {
  const writer = () => agentOf('writer', model('gpt-4o-mini', 'openai.chat', { input: 1000, output: 100 }));
  const boss = (inner: Agent) => {
    const delegate = createTool({
      id: 'delegate',
      description: 'Asks the writer',
      execute: async () => ({ text: (await inner.generate('write')).text }),
    });
    const script = [
      { input: 2000, output: 10, toolCall: 'delegate' },
      { input: 2500, output: 20 },
    ];
    return new Agent({
      id: 'boss',
      instructions: '-',
      model: model('gpt-4o', 'openai.chat', ...script),
      tools: { delegate },
    });
  };

  test('is the exact tree of a run, its sub-agents included', async () => {
    const inner = writer();
    const { mastra } = application({ boss: boss(inner), writer: inner });
    const { settled, traceId, runId } = await mastra
      .getAgent('boss')
      .generate('?', { tracingOptions: { sessionId: 's', userId: 'u' } });
    const usage = await settled();
    expect(usage).toMatchObject({
      ...{ traceId, runId, sessionId: 's', userId: 'u', name: 'boss', unpriced: [] },
      usage: { inputTokens: 5500, outputTokens: 130 },
      costUsd: expect.closeTo((4500 * 2.5 + 30 * 10 + 1000 * 0.15 + 100 * 0.6) / 1e6, 10),
      byModel: { 'gpt-4o': { calls: 2 }, 'gpt-4o-mini': { calls: 1, usage: { inputTokens: 1000, outputTokens: 100 } } },
      runs: [{ name: 'writer', usage: { inputTokens: 1000 }, runs: [] }],
    });
    expect(await mastra.settled(traceId)).toEqual([usage]);
  });

  test('waits for what goes on after the answer', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    const inner = writer();
    let late: Promise<unknown> | undefined;
    const forget = createTool({
      id: 'forget',
      description: 'Starts work and does not wait for it',
      execute: async () => {
        late = (async () => {
          await gate;
          await inner.generate('later');
        })();
        return { ok: true };
      },
    });
    const flow = createWorkflow({ id: 'flow' })
      .then(createStep({ id: 'one', execute: async () => forget.execute({}) }))
      .commit();
    const { mastra } = application({ writer: inner });
    const outer = mastra.observability
      .getDefaultInstance()!
      .startSpan({ type: 'agent_run', name: 'outer', parent: null });
    const result = await runInSpan(outer, async () => (await flow.createRun()).start({}));
    release();
    await late;
    outer.end();
    expect(result.status).toBe('success');
    const [usage] = await mastra.settled(outer.traceId);
    expect(usage?.usage).toMatchObject({ inputTokens: 1000 });
  });

  test('a trace that was not recorded here has no runs', async () => {
    const { mastra } = application({});
    expect(await mastra.settled('0'.repeat(32))).toEqual([]);
  });
});

describe('budgets', () => {
  const looping = () => agentOf('loop', model('gpt-4o', 'openai.chat', { input: 10_000, output: 0, toolCall: 'noop' }));

  test('abort ends the run that went beyond, with one error that says what to do', async () => {
    const { mastra, memory } = application(
      { loop: looping() },
      { budgets: { perRun: { tokens: 25_000 }, onExceeded: 'abort' } },
    );
    const run = mastra.getAgent('loop').generate('?', { maxSteps: 50 });
    await expect(run).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED', details: { scope: 'run', used: 30_000 } });
    expect(memory.spansOfType('model_step')).toHaveLength(3);
    expect(memory.openSpans).toEqual([]);
    expect(memory.rootSpans[0]).toMatchObject({ endReason: 'aborted' });
  });

  test('a limit in US dollars', async () => {
    const { mastra } = application(
      { loop: looping() },
      { budgets: { perRun: { costUsd: 0.06 }, onExceeded: 'abort' } },
    );
    await expect(mastra.getAgent('loop').generate('?', { maxSteps: 50 })).rejects.toThrow('has used $0.075');
  });

  test('a session beyond its budget is refused further runs, others are not', async () => {
    const once = agentOf('once', model('gpt-4o', 'openai.chat', { input: 600, output: 0 }));
    const { mastra } = application({ once }, { budgets: { perSession: { tokens: 1000 }, onExceeded: 'abort' } });
    const ask = (sessionId: string) => mastra.getAgent('once').generate('?', { tracingOptions: { sessionId } });
    await ask('a');
    await ask('a').catch(() => undefined);
    await expect(ask('a')).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED', details: { scope: 'session', id: 'a' } });
    await expect(ask('b')).resolves.toMatchObject({ text: 'done' });
  });

  test('warn says so once and lets the run go on', async () => {
    const { mastra, logger } = application({ loop: looping() }, { budgets: { perRun: { tokens: 15_000 } } });
    await mastra.getAgent('loop').generate('?', { maxSteps: 5 });
    expect(logger.warnings.filter(text => text.includes('observability.budgets allows 15000 tokens'))).toHaveLength(1);
  });

  test('a function is told instead; that it throws harms nothing', async () => {
    const told: BudgetExceeded[] = [];
    const onExceeded = (exceeded: BudgetExceeded) => {
      told.push(exceeded);
      throw new Error('no');
    };
    const { mastra } = application({ loop: looping() }, { budgets: { perUser: { tokens: 15_000 }, onExceeded } });
    await mastra.getAgent('loop').generate('?', { maxSteps: 5, tracingOptions: { userId: 'u' } });
    expect(told).toMatchObject([{ scope: 'user', id: 'u', limit: 'tokens', allowed: 15_000, used: 20_000 }]);
  });

  test('an unknown key is refused with what is allowed', () => {
    expect(() => application({}, { budgets: { perRuns: {} } as never })).toThrow(/perRuns/);
  });
});
