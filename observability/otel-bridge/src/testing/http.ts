import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';

/** `node:http` as OpenTelemetry instruments it: what is patched is what `require` answers after the registration. */
export function instrumentedHttp() {
  const unregister = registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
  const http = createRequire(import.meta.url)('node:http') as typeof import('node:http');

  async function listen(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
    const server: Server = http.createServer((request, response) => {
      void answer(request, response).catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const close = () => new Promise(resolve => server.close(resolve));
    return { url: `http://127.0.0.1:${port}`, close };
  }

  /** Asks with the instrumented client. */
  async function ask(url: string, headers: Record<string, string> = {}): Promise<string> {
    const request = http.get(url, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return body;
  }

  return { listen, ask, unregister };
}
