import { MockLanguageModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import { Agent } from '../agent/index.ts';
import { noOpSpan } from '../observability/no-op/index.ts';
import { RequestContext } from '../request-context/index.ts';
import { createScorer } from './index.ts';
import { isJudged } from './sampling.ts';
import type { JudgedRun } from './types.ts';

const model = new MockLanguageModelV4();
const run = {
  agentId: 'a',
  traceId: '',
  spanId: '',
  runId: 'r',
  input: [{ role: 'user', content: 'Why?' }],
  output: { text: 'Because.' },
  requestContext: new RequestContext(),
} as unknown as JudgedRun;
const within = { span: noOpSpan, abortSignal: new AbortController().signal };

test('a scorer that cannot work is refused at once', () => {
  expect(() => createScorer({ id: '', score: () => 1 })).toThrow(/id: a text that is not empty/);
  expect(() => createScorer({ id: 's', score: { model } as never })).toThrow(/score: a function, or \{ model/);
  expect(() => createScorer({ id: 's', score: 1 as never })).toThrow(
    expect.objectContaining({ code: 'SCORER_CONFIG_INVALID' }),
  );
  expect(createScorer({ id: 's', version: '2', score: () => 1 })).toMatchObject({ id: 's', name: 's', version: '2' });
});

test('an agent refuses scorers that are none, and sampling that makes no sense', () => {
  const scorer = createScorer({ id: 's', score: () => 1 });
  const agent = (entry: unknown) => () =>
    new Agent({ id: 'a', instructions: '', model, scorers: { mine: entry as never } });
  expect(agent({ scorer: () => 1 })).toThrow(/'a'.*mine\.scorer/);
  expect(agent({ scorer, sampling: { type: 'ratio', probability: 2 } })).toThrow(/mine\.sampling.*"probability":2/);
  expect(agent({ scorer, sampling: { type: 'sometimes' } })).toThrow(/'always'/);
  expect(agent({ scorer, sampling: { type: 'ratio', probability: 1 } })).not.toThrow();
});

test('a score function answers a number, or a verdict', async () => {
  const short = createScorer({ id: 'short', score: ({ output }) => 1 / output.text.length });
  expect(await short.judge(run, within)).toEqual({ score: 0.125 });
  const verdict = { score: 0, reason: 'rude', metadata: { words: 1 } };
  expect(await createScorer({ id: 's', score: async () => verdict }).judge(run, within)).toEqual(verdict);
});

test.each([
  ['nothing', undefined, /answered undefined/],
  ['no number', Number.NaN, /answered NaN.*finite number/],
  ['a word', 'good', /answered a text/],
  ['an object without a score', {}, /without a score/],
  ['a score that is a word', { score: 'good' }, /whose score is a text/],
])('%s is not a verdict', async (_, answer, message) => {
  const scorer = createScorer({ id: 's', score: () => answer as never });
  await expect(scorer.judge(run, within)).rejects.toThrow(message);
  await expect(scorer.judge(run, within)).rejects.toMatchObject({ code: 'SCORER_VERDICT_INVALID' });
});

test('a ratio judges about that share of all runs, always the same ones, and other ones for another scorer', () => {
  const entry = (id: string, probability: number) => ({
    scorer: createScorer({ id, score: () => 1 }),
    sampling: { type: 'ratio', probability } as const,
  });
  const runs = Array.from({ length: 2000 }, (_, i) => `run-${i}`);
  const judged = (of: ReturnType<typeof entry>) => runs.filter(key => isJudged(of, key));
  const quarter = judged(entry('a', 0.25));
  expect(quarter.length).toBeGreaterThan(400);
  expect(quarter.length).toBeLessThan(600);
  expect(judged(entry('a', 0.25))).toEqual(quarter);
  expect(judged(entry('b', 0.25))).not.toEqual(quarter);
  expect(judged(entry('a', 0))).toEqual([]);
  expect(judged(entry('a', 1))).toEqual(runs);
});
