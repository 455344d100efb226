import { createTool } from '@mastra/core/tools';
import { z } from 'zod';

const ORDERS: Readonly<Record<string, { readonly item: string; readonly state: string; readonly arrives: string }>> = {
  '1042': { item: 'a gravel bike', state: 'shipped', arrives: 'on Thursday' },
  '1077': { item: 'two inner tubes', state: 'packed', arrives: 'next Monday' },
};

/** Looks an order up. An unknown one is an error, which the model gets. */
export const findOrder = createTool({
  id: 'find-order',
  description: 'An order by its number: what was ordered, its state and when it arrives',
  inputSchema: z.object({ number: z.string() }),
  outputSchema: z.object({ number: z.string(), item: z.string(), state: z.string(), arrives: z.string() }),
  execute: async ({ number }, { logger, tracing }) => {
    const order = ORDERS[number];
    if (!order) {
      logger.warn('no such order', { number });
      throw new Error(`There is no order ${number}.`);
    }
    logger.info('found an order', { number, state: order.state, session: tracing.sessionId });
    return { number, ...order };
  },
});
