import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Answer, type ModelCall, scripted } from './models.ts';
import { expectWhole, observed } from './observed.ts';

const RUNS = 50;

/** Lets others go first, a different number of times for each run. */
async function yieldTimes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise(resolve => setImmediate(resolve));
}

function namedIn(prompt: readonly unknown[]): string {
  return /run-\d+/.exec(JSON.stringify(prompt))?.[0] ?? 'none';
}

/** Answers with a tool call for the run that asks, then with a text for it: a model without a memory. */
async function answer({ prompt }: ModelCall): Promise<Answer> {
  const name = namedIn(prompt);
  await yieldTimes(Number(name.slice(4)) % 7);
  const last = prompt.at(-1) as { role: string };
  if (last.role === 'tool') return { text: `done ${name}` };
  return { toolCalls: [{ id: 'same-id', name: 'note', input: { name } }] };
}

test(`${RUNS} runs at once never mix`, async () => {
  const note = createTool({
    id: 'note',
    description: 'Notes',
    inputSchema: z.object({ name: z.string() }),
    execute: async ({ name }, { logger, tracing }) => {
      await yieldTimes(Number(name.slice(4)) % 5);
      logger.info(name);
      return tracing.sessionId;
    },
  });
  const agent = new Agent({ id: 'a', instructions: '', model: scripted(answer), tools: { note } });
  const { mastra, memory } = observed({ agents: { a: agent } });
  const names = Array.from({ length: RUNS }, (_, index) => `run-${index}`);
  const results = await Promise.all(
    names.map(async (name, index) => {
      const options = { tracingOptions: { sessionId: `session-${name}` } };
      if (index % 2 === 0) return { name, ...(await mastra.getAgent('a').generate(name, options)) };
      const stream = await mastra.getAgent('a').stream(name, options);
      return { name, traceId: stream.traceId, text: await stream.text };
    }),
  );
  expectWhole(memory, RUNS);
  for (const { name, traceId, text } of results) {
    expect(text).toBe(`done ${name}`);
    const spans = memory.spans.filter(span => span.traceId === traceId);
    expect(spans.map(span => span.type)).toEqual([
      'agent_run',
      'model_generation',
      'model_step',
      'tool_call',
      'model_step',
    ]);
    expect(new Set(spans.map(span => span.sessionId))).toEqual(new Set([`session-${name}`]));
    expect(spans.find(span => span.type === 'tool_call')).toMatchObject({
      input: { name },
      output: `session-${name}`,
    });
    const logs = memory.logs.filter(log => log.traceId === traceId);
    expect(logs.map(log => log.message)).toEqual([name]);
  }
});

test('workflows at once, aborted and not, never mix', async () => {
  const work = createStep({
    id: 'work',
    inputSchema: z.number(),
    outputSchema: z.number(),
    execute: async ({ inputData, logger }) => {
      await yieldTimes(inputData % 4);
      logger.info(`work ${inputData}`);
      return inputData;
    },
  });
  const flow = createWorkflow({ id: 'flow', inputSchema: z.number(), outputSchema: z.unknown() })
    .then(work)
    .map(async ({ inputData }) => [inputData, inputData + 1000])
    .foreach(work, { concurrency: 2 })
    .commit();
  const { mastra, memory } = observed({ workflows: { flow } });
  const results = await Promise.all(
    Array.from({ length: RUNS }, async (_, index) => {
      const abortSignal = index % 5 === 0 ? AbortSignal.abort() : undefined;
      const run = await mastra.getWorkflow('flow').createRun();
      return { index, ...(await run.start({ inputData: index, abortSignal })) };
    }),
  );
  expectWhole(memory, RUNS);
  for (const { index, status, traceId } of results) {
    expect(status).toBe(index % 5 === 0 ? 'canceled' : 'success');
    const messages = memory.logs.filter(log => log.traceId === traceId).map(log => log.message);
    const expected = [`work ${index}`, `work ${index}`, `work ${index + 1000}`];
    expect(messages.sort()).toEqual(index % 5 === 0 ? [] : expected.sort());
  }
});
