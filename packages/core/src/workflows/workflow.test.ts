import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { createStep, createWorkflow } from './index.ts';

const number = z.object({ n: z.number() });
const addOne = createStep({
  id: 'add-one',
  inputSchema: number,
  outputSchema: number,
  execute: async ({ inputData }) => ({ n: inputData.n + 1 }),
});
const refused = (code: string) => expect.objectContaining({ code });

test('works on its own, without an application', async () => {
  const flow = createWorkflow({ id: 'flow', inputSchema: number, outputSchema: number }).then(addOne).commit();
  const result = await (await flow.createRun()).start({ inputData: { n: 1 } });
  expect(result).toMatchObject({ status: 'success', result: { n: 2 }, traceId: '' });
  if (result.status === 'success') expectTypeOf(result.result).toEqualTypeOf<{ n: number }>();
});

test('a run has the id that it is given, and is started once', async () => {
  const flow = createWorkflow({ id: 'flow', inputSchema: number }).then(addOne).commit();
  const run = await flow.createRun({ runId: 'mine' });
  expect((await run.start({ inputData: { n: 1 } })).runId).toBe('mine');
  await expect(run.start({ inputData: { n: 1 } })).rejects.toMatchObject({ code: 'WORKFLOW_RUN_STARTED' });
});

test('a workflow must be committed, and is finished then', async () => {
  const flow = createWorkflow({ id: 'flow', inputSchema: number }).then(addOne);
  await expect(flow.createRun()).rejects.toMatchObject({ code: 'WORKFLOW_INVALID', message: /commit\(\)/ });
  flow.commit();
  expect(() => flow.then(addOne)).toThrow(/is committed/);
});

test('what cannot work is refused while building', () => {
  expect(() => createWorkflow({ id: '' })).toThrow(refused('WORKFLOW_INVALID'));
  const flow = createWorkflow({ id: 'flow' });
  expect(() => flow.sleep(-1)).toThrow(/given -1/);
  expect(() => flow.parallel([])).toThrow(refused('WORKFLOW_INVALID'));
  expect(() => flow.branch([])).toThrow(refused('WORKFLOW_INVALID'));
  expect(() => flow.foreach(addOne as never, { concurrency: 0 })).toThrow(/given 0/);
  expect(() => createStep({ id: 'x' } as never)).toThrow(refused('WORKFLOW_STEP_INVALID'));
});

test('foreach over something else than a list fails with a hint', async () => {
  const flow = createWorkflow({ id: 'flow', inputSchema: number })
    .foreach(addOne as never)
    .commit();
  const result = await (await flow.createRun()).start({ inputData: { n: 1 } });
  expect(result).toMatchObject({ status: 'failed', error: { code: 'WORKFLOW_FOREACH_NOT_A_LIST' } });
});

test('foreach keeps the order of the items, and its bound', async () => {
  let running = 0;
  let most = 0;
  const slow = createStep({
    id: 'slow',
    inputSchema: z.number(),
    outputSchema: z.number(),
    execute: async ({ inputData }) => {
      most = Math.max(most, ++running);
      for (let i = inputData; i < 5; i++) await Promise.resolve();
      running--;
      return inputData * 10;
    },
  });
  const flow = createWorkflow({ id: 'flow', inputSchema: z.array(z.number()) })
    .foreach(slow, { concurrency: 2 })
    .commit();
  const result = await (await flow.createRun()).start({ inputData: [1, 2, 3, 4, 5] });
  expect(result.result).toEqual([10, 20, 30, 40, 50]);
  expect(most).toBe(2);
});
