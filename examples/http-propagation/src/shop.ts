import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { injectContext } from '@mastra/observability';
import type { LanguageModel } from 'ai';
import { z } from 'zod';
import { storeJob } from './job.ts';

const item = z.object({ item: z.string() });

/** The agent that customers talk to. Its tools leave the process: one by HTTP, one by a job for later. */
export function createShop(model: LanguageModel, warehouseUrl: string): Agent {
  const reserve = createTool({
    id: 'reserve',
    description: 'Has the warehouse reserve an item',
    inputSchema: item,
    execute: async ({ item }, { tracing, abortSignal }) => {
      const headers = { ...injectContext(tracing), 'content-type': 'text/plain' };
      const body = `Reserve ${item}`;
      const response = await fetch(warehouseUrl, { method: 'POST', headers, body, signal: abortSignal });
      if (!response.ok) throw new Error(`The warehouse answered ${response.status}.`);
      return { answer: await response.text() };
    },
  });
  const orderInvoice = createTool({
    id: 'order-invoice',
    description: 'Has an invoice written later',
    inputSchema: item,
    execute: async ({ item }, { tracing }) => {
      await storeJob({ carrier: injectContext(tracing), item });
      return { ordered: true };
    },
  });
  return new Agent({
    id: 'shop',
    instructions: 'You sell bicycles. Reserve what is ordered, order an invoice, then tell the customer.',
    model,
    tools: { reserve, orderInvoice },
  });
}
