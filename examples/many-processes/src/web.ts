import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { application, work } from './application.ts';

const { mastra, storage } = application('web');
await storage.init();

/** Answers a request when its trace is stored. */
const server = createServer(async (request, response) => {
  await work(mastra, 'request', `job ${request.url}`);
  response.end('stored');
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));

process.once('SIGTERM', async () => {
  server.close();
  await mastra.shutdown();
});
