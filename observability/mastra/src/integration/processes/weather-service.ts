import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { extractContext, JsonExporter } from '../../index.ts';
import { scripted } from '../models.ts';

/** A service in a process of its own: an agent behind HTTP, whose signals go to the file that it is told. */
const mastra = new Mastra({
  agents: { stylist: new Agent({ id: 'stylist', instructions: '', model: scripted({ text: 'A jacket.' }) }) },
  observability: { serviceName: 'weather-service', exporters: [new JsonExporter({ path: process.argv[2] })] },
});

const server = createServer(async (request, response) => {
  const agent = mastra.getAgent('stylist');
  const answer = await agent.generate(await text(request), { tracingOptions: extractContext(request.headers) });
  // Whoever has the answer may look into the file.
  await mastra.observability.flush();
  response.end(answer.text);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

process.once('message', async () => {
  server.close();
  server.closeAllConnections();
  await mastra.shutdown();
  process.disconnect();
});
