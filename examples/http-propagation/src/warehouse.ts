import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { connectModel } from '@mastra/example-kit';
import { extractContext } from '@mastra/observability';
import { z } from 'zod';
import { createApplication } from './application.ts';
import { script } from './script.ts';

/** A process of its own: an agent behind HTTP. */
const checkShelf = createTool({
  id: 'check-shelf',
  description: 'How many of an item there are',
  inputSchema: z.object({ item: z.string() }),
  execute: async ({ item }, { logger, tracing }) => {
    logger.info('looked at the shelf', { item, session: tracing.sessionId });
    return { item, left: 3 };
  },
});

const { model, close } = await connectModel(script);
const clerk = new Agent({
  id: 'clerk',
  instructions: 'You reserve items in a warehouse. Look at the shelf first.',
  model,
  tools: { checkShelf },
});
const mastra = createApplication('warehouse', { agents: { clerk } });

const server = createServer(async (request, response) => {
  try {
    const asked = await text(request);
    // All that it takes to go on with the trace of whoever asks.
    const answer = await clerk.generate(asked, { tracingOptions: extractContext(request.headers) });
    response.end(answer.text);
  } catch {
    // The trace knows what went wrong; the caller need not.
    response.writeHead(500).end();
  }
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

// Whoever started this process lets it go, or is gone.
process.once('disconnect', async () => {
  server.close();
  server.closeAllConnections();
  await mastra.shutdown();
  await close();
});
