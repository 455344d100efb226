import { Agent, type AgentConfig } from '@mastra/core/agent';
import { createScorer } from '@mastra/core/scorers';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { expect, test } from 'vitest';
import { gate, RecordingLogger } from '../testing/destination.ts';
import { scripted } from './models.ts';
import { expectWhole, observed, treeOf } from './observed.ts';

const brevity = createScorer({
  id: 'brevity',
  version: '2',
  score: ({ input, output }, { logger }) => {
    logger.info('judging', { messages: input.length });
    return { score: 1 / output.text.length, reason: 'letters', metadata: { letters: output.text.length } };
  },
});

function talker(config: Partial<AgentConfig> = {}) {
  return new Agent({ id: 'talker', instructions: '', model: scripted({ text: 'four' }), ...config });
}

const JUDGED = {
  sessionId: 's-1',
  threadId: 't-1',
  runId: 'r-1',
  userId: 'u-1',
  organizationId: 'o-1',
  tags: ['demo'],
} as const;

test.each(['generate', 'stream'] as const)('after %s an answer is scored, in a trace of its own', async how => {
  const { mastra, memory } = observed({ agents: { talker: talker({ scorers: { brevity: { scorer: brevity } } }) } });
  const agent = mastra.getAgent('talker');
  const options = { tracingOptions: JUDGED };
  const run = how === 'generate' ? await agent.generate('Say four', options) : await agent.stream('Say four', options);
  await run.text;
  expect(memory.scores).toEqual([]);
  expect(await mastra.settled()).toBe(true);

  expectWhole(memory, 2);
  const [judged, scorer] = memory.rootSpans;
  expect(judged).toMatchObject({ type: 'agent_run', traceId: run.traceId });
  expect(scorer).toMatchObject({
    type: 'scorer_run',
    name: "scorer run: 'brevity'",
    entityType: 'scorer',
    entityId: 'brevity',
    userId: 'u-1',
    organizationId: 'o-1',
    links: [{ traceId: run.traceId, spanId: run.spanId }],
    metadata: { judgedTraceId: run.traceId, judgedSpanId: run.spanId, judgedRunId: 'r-1', judgedSessionId: 's-1' },
    output: { score: 0.25, reason: 'letters' },
  });
  expect(scorer?.traceId).not.toBe(judged?.traceId);
  // One more turn of the conversation it is not.
  expect([scorer?.sessionId, scorer?.threadId, scorer?.runId]).toEqual([undefined, undefined, undefined]);
  expect(scorer!.startTime.getTime()).toBeGreaterThanOrEqual(judged!.endTime!.getTime());

  const { scoreId, timestamp, ...score } = memory.scores[0]!;
  expect(memory.scores).toHaveLength(1);
  expect(score).toMatchObject({
    scorerId: 'brevity',
    scorerVersion: '2',
    score: 0.25,
    reason: 'letters',
    metadata: { letters: 4 },
    traceId: run.traceId,
    spanId: run.spanId,
    scoreTraceId: scorer?.traceId,
    correlationContext: { ...JUDGED, entityType: 'agent', entityId: 'talker' },
  });
  expect(memory.metricsNamed('mastra_scores_total')).toMatchObject([
    { value: 1, labels: { scorer: 'brevity', entity_type: 'agent' } },
  ]);
  expect(memory.logs).toMatchObject([{ message: 'judging', traceId: scorer?.traceId, spanId: scorer?.id }]);
});

test('a model judges in steps of the scorer', async () => {
  const judge = scripted(({ prompt }) => ({
    text: JSON.stringify({ reason: JSON.stringify(prompt).includes('four') ? 'to the point' : '?', score: 0.9 }),
  }));
  const relevance = createScorer({ id: 'relevance', score: { model: judge, instructions: 'Is it relevant?' } });
  const { mastra, memory } = observed({ agents: { t: talker({ scorers: { relevance: { scorer: relevance } } }) } });
  const { traceId } = await mastra.getAgent('t').generate('Say four');
  await mastra.settled();
  expect(treeOf(memory)).toBe(`agent_run: agent run: 'talker'
  model_generation: llm: 'scripted-1'
    model_step: step: 0
scorer_run: scorer run: 'relevance'
  scorer_step: scorer step: 'judge'
    model_generation: llm: 'scripted-1'
      model_step: step: 0`);
  expectWhole(memory, 2);
  expect(memory.scores).toMatchObject([{ traceId, score: 0.9, reason: 'to the point' }]);
  const [, judging] = memory.spansOfType('model_generation');
  expect(JSON.stringify(judging?.input)).toContain('Say four');
  expect(judging).toMatchObject({ parentEntityType: undefined, rootEntityType: 'scorer', rootEntityId: 'relevance' });
});

test.each([
  ['that is out of range', '{"reason":"", "score": 7}', /from 0 to 1/],
  ['that is no verdict', 'I like it', /No object generated|could not parse/i],
])('a judge with an answer %s fails by itself', async (_, text, message) => {
  const score = { model: scripted({ text }), instructions: '?' };
  const scorers = { odd: { scorer: createScorer({ id: 'odd', score }) } };
  const { mastra, memory } = observed({ agents: { t: talker({ scorers }) } });
  expect((await mastra.getAgent('t').generate('?')).text).toBe('four');
  await mastra.settled();
  expectWhole(memory, 2);
  expect(memory.scores).toEqual([]);
  for (const type of ['scorer_run', 'scorer_step'] as const) {
    expect(memory.spansOfType(type)[0]?.errorInfo?.message).toMatch(message);
  }
});

test('a scorer that fails concerns nobody: its span has the error, and it is mentioned once', async () => {
  const logger = Object.assign(new RecordingLogger(), { level: 'warn' });
  const broken = createScorer({
    id: 'broken',
    score: () => {
      throw new TypeError('no verdict today');
    },
  });
  const scorers = { broken: { scorer: broken }, brevity: { scorer: brevity } };
  const { mastra, memory } = observed({ agents: { t: talker({ scorers }) }, logger });
  for (let i = 0; i < 3; i++) expect((await mastra.getAgent('t').generate('?')).text).toBe('four');
  await mastra.settled();
  const ofScorers = logger.warnings.filter(warning => !warning.includes('no price'));
  expect(ofScorers).toEqual([expect.stringContaining("The scorer 'broken' failed: no verdict today")]);
  expectWhole(memory, 9);
  expect(memory.scores.map(score => score.scorerId)).toEqual(['brevity', 'brevity', 'brevity']);
  const failed = memory.spansNamed("scorer run: 'broken'");
  expect(failed).toHaveLength(3);
  expect(failed[0]?.errorInfo).toMatchObject({ name: 'TypeError', message: 'no verdict today' });
  expect(memory.spansOfType('agent_run').every(span => !span.errorInfo)).toBe(true);
});

test('an answer waits for no scorer; settled and shutdown do', async () => {
  const { opened, open } = gate();
  const slow = createScorer({ id: 'slow', score: () => opened.then(() => 1) });
  const { mastra, memory } = observed({ agents: { t: talker({ scorers: { slow: { scorer: slow } } }) } });
  expect((await mastra.getAgent('t').generate('?')).text).toBe('four');
  expect(await mastra.settled({ timeoutMs: 5 })).toBe(false);
  expect(memory.openSpans.map(span => span.name)).toEqual(["scorer run: 'slow'"]);
  const ended = mastra.shutdown();
  open();
  await ended;
  expect(memory.scores).toMatchObject([{ scorerId: 'slow', score: 1 }]);
  expectWhole(memory, 2);
});

test('shutdown stops a scorer that does not come to an end, within its deadline', async () => {
  const endless = createScorer({
    id: 'endless',
    score: (_, { abortSignal }) =>
      new Promise<number>((_, reject) => abortSignal.addEventListener('abort', () => reject(abortSignal.reason))),
  });
  const deaf = createScorer({ id: 'deaf', score: () => new Promise<number>(() => undefined) });
  const scorers = { endless: { scorer: endless }, deaf: { scorer: deaf } };
  const { mastra, memory } = observed({ agents: { t: talker({ scorers }) } });
  await mastra.getAgent('t').generate('?');
  await mastra.shutdown({ timeoutMs: 40 });
  expect(memory.openSpans).toEqual([]);
  expect(
    memory
      .spansOfType('scorer_run')
      .map(span => [span.entityId, span.endReason])
      .sort(),
  ).toEqual([
    ['deaf', 'shutdown'],
    ['endless', expect.stringMatching(/aborted|shutdown/)],
  ]);
  expect(memory.scores).toEqual([]);
});

test('only answers are judged: no failure, no abort, no tripwire', async () => {
  const scorers = { brevity: { scorer: brevity } };
  const failing = talker({
    scorers,
    model: scripted(() => {
      throw new Error('down');
    }),
  });
  const outputProcessors = [{ id: 'guard', processOutputResult: ({ abort }: { abort: () => never }) => abort() }];
  const tripped = talker({ scorers, outputProcessors });
  const { mastra, memory } = observed({ agents: { failing, tripped, talker: talker({ scorers }) } });
  const modelSettings = { maxRetries: 0 };
  await expect(mastra.getAgent('failing').generate('?', { modelSettings })).rejects.toThrow('down');
  await expect((await mastra.getAgent('failing').stream('?', { modelSettings })).text).rejects.toThrow('down');
  expect((await mastra.getAgent('tripped').generate('?')).tripwire).toBeDefined();
  expect(await (await mastra.getAgent('tripped').stream('?')).tripwire).toBeDefined();
  await expect(mastra.getAgent('talker').generate('?', { abortSignal: AbortSignal.abort() })).rejects.toThrow();
  await mastra.settled();
  expect(memory.spansOfType('agent_run')).toHaveLength(5);
  expect(memory.spansOfType('scorer_run')).toEqual([]);
});

test('an agent inside a run is judged by its own span, and its scorer begins a trace', async () => {
  const step = createStep({ id: 's', execute: async ({ mastra }) => (await mastra!.getAgent('t').generate('?')).text });
  const { mastra, memory } = observed({
    agents: { t: talker({ scorers: { brevity: { scorer: brevity } } }) },
    workflows: { w: createWorkflow({ id: 'w' }).then(step).commit() },
  });
  const { traceId } = await (await mastra.getWorkflow('w').createRun()).start({ inputData: {} });
  await mastra.settled();
  const [run] = memory.spansOfType('agent_run');
  expect(run?.traceId).toBe(traceId);
  expect(memory.scores).toMatchObject([{ traceId, spanId: run?.id }]);
  expect(memory.rootSpans.map(span => span.type)).toEqual(['workflow_run', 'scorer_run']);
});

test('an agent that belongs to no application is judged where it runs inside something that does', async () => {
  const { opened, open } = gate();
  const scorer = createScorer({
    id: 'inner',
    score: ({ output }, { mastra }) => {
      open();
      return mastra ? 0 : output.text.length;
    },
  });
  const inner = talker({ scorers: { inner: { scorer } } });
  const step = createStep({ id: 's', execute: async () => (await inner.generate('?')).text });
  const { mastra, memory } = observed({ workflows: { w: createWorkflow({ id: 'w' }).then(step).commit() } });
  const { traceId } = await (await mastra.getWorkflow('w').createRun()).start({ inputData: {} });
  await opened;
  await new Promise(resolve => setImmediate(resolve));
  // It has no pipeline for a trace of its own, but the score has its place.
  expect(memory.scores).toMatchObject([{ traceId, score: 4, correlationContext: { entityId: 'talker' } }]);
  expect(memory.scores[0]?.scoreTraceId).toBeUndefined();
  expect(memory.spansOfType('scorer_run')).toEqual([]);
});

test('what a run hides its scorers hide too', async () => {
  const judge = scripted({ text: '{"reason":"the secret is out","score":0}' });
  const leak = createScorer({ id: 'leak', score: { model: judge, instructions: '?' } });
  const { mastra, memory } = observed({ agents: { t: talker({ scorers: { leak: { scorer: leak } } }) } });
  await mastra.getAgent('t').generate('my secret', { tracingOptions: { hideInput: true } });
  await mastra.settled();
  expect(memory.scores).toHaveLength(1);
  expect(JSON.stringify(memory.spans)).not.toContain('secret');
});

test('without observability nobody would hear of a score, so no judge is paid for one', async () => {
  let calls = 0;
  const counting = createScorer({ id: 'counting', score: () => ++calls });
  const agent = talker({ scorers: { counting: { scorer: counting } } });
  await agent.generate('?');
  const { mastra } = observed({ agents: { agent } }, { sampling: { type: 'never' } });
  await agent.generate('?');
  await mastra.settled();
  // Sampling leaves traces out, not scores.
  expect(calls).toBe(1);
});
