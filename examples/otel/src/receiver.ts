import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Received } from './received.ts';
import { logReport } from './report/logs.ts';
import { metricReport } from './report/metrics.ts';
import { traceReport } from './report/traces.ts';

/** A receiver of OTLP over HTTP with JSON, which prints what it got when nobody needs it any more. */
const received = new Received();
const server = createServer(async (request, response) => {
  try {
    received.take(request.url ?? '/', await json(request));
    response.setHeader('content-type', 'application/json').end('{}');
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

await once(process, 'disconnect');
server.close();
server.closeAllConnections();
console.log(traceReport(received.spans));
console.log(logReport(received));
console.log(metricReport(received));
