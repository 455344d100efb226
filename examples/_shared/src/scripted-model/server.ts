import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatRequest, Reply, Script } from './chat.ts';
import { completion, completionChunks } from './completion.ts';

/** A scripted model that is listening. */
export interface ScriptedModelServer {
  readonly baseURL: string;
  close(): Promise<void>;
}

/** Until the first token: a network, a queue and a prompt to read. */
const FIRST_TOKEN_MS = 25;
const WORD_MS = 2;

/**
 * Starts a server on the loopback interface that speaks the chat completions protocol. What it says comes from the
 * script; that it takes some time to say it makes the traces look like those of a real model.
 */
export async function startScriptedModel(script: Script): Promise<ScriptedModelServer> {
  const server = createServer((request, response) => {
    answer(script, request, response).catch(error => fail(response, error));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(script: Script, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = JSON.parse(await text(request)) as ChatRequest;
  const reply = script(asked);
  await sleep(FIRST_TOKEN_MS);
  if (asked.stream) return stream(asked, reply, response);
  await sleep(WORD_MS * wordsIn(reply));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion(asked, reply)));
}

async function stream(asked: ChatRequest, reply: Reply, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of completionChunks(asked, reply)) {
    if (response.destroyed) return;
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    await sleep(WORD_MS);
  }
  response.end('data: [DONE]\n\n');
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  response.writeHead(500, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'server_error', code: null, param: null } }));
}

function wordsIn({ reasoning = '', text = '' }: Reply): number {
  return `${reasoning} ${text}`.split(/\s+/).length;
}
