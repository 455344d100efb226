import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent } from '@mastra/core/agent';
import { createTool } from '@mastra/core/tools';
import { bridged } from '../application.ts';
import { scripted } from '../models.ts';
import { telemetry } from './instrumentation.ts';

// A service as one writes it: named imports of `node:http`, an agent behind it, a tool that asks another service.
async function ask(url: string): Promise<string> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  return text(response);
}

async function listen(answer: () => Promise<string>) {
  const server = createServer(async (_, response) => void response.end(await answer())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => once(server.close(), 'close') };
}

const data = await listen(async () => '21');
const lookUp = createTool({ id: 'look-up', description: '', execute: () => ask(data.url) });
const model = scripted({ tools: ['lookUp'] }, { text: '21 degrees' });
const agent = new Agent({ id: 'weather', instructions: '', model, tools: { lookUp } });
const { mastra } = bridged({ agents: { weather: agent } });
const service = await listen(async () => (await mastra.getAgent('weather').generate('?')).text);

const answer = await ask(service.url);
await Promise.all([service.close(), data.close(), mastra.shutdown()]);
process.stdout.write(JSON.stringify({ answer, tree: telemetry.tree, open: telemetry.open }));
