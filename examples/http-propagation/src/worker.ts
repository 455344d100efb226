import { setTimeout as sleep } from 'node:timers/promises';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { extractContext } from '@mastra/observability';
import { z } from 'zod';
import { createApplication } from './application.ts';
import { takeJob } from './job.ts';

/** A process that does stored jobs, when those who stored them are long done. */
const input = z.object({ item: z.string() });
const write = createStep({
  id: 'write',
  inputSchema: input,
  execute: async ({ inputData, logger, tracing }) => {
    await sleep(20);
    logger.info('wrote the invoice', { item: inputData.item, session: tracing.sessionId });
    return { pages: 1 };
  },
});
const invoice = createWorkflow({ id: 'invoice', inputSchema: input }).then(write).commit();
const mastra = createApplication('worker', { workflows: { invoice } });

const { carrier, item } = await takeJob();
const run = await invoice.createRun();
const { status } = await run.start({ inputData: { item }, tracingOptions: extractContext(carrier) });
await mastra.shutdown();
process.exitCode = status === 'success' ? 0 : 1;
