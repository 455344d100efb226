import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { destinationFailure } from '../../delivery/classify.ts';
import { HttpClient } from './http-client.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

let server: Server;
let url: string;
/** `undefined` for none at all. */
let answer: Answer | undefined;
const received: { request: IncomingMessage; body: Buffer }[] = [];
const http = () => new HttpClient(5000);

beforeEach(async () => {
  answer = { body: 'taken' };
  received.length = 0;
  server = createServer(async (request, response) => {
    received.push({ request, body: await buffer(request) });
    if (answer) response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('a compressed body arrives as it was', async () => {
  const body = 'é'.repeat(1000);
  expect(await http().send({ url, body, gzip: true, what: 'the server' })).toBe('taken');
  const [{ request, body: bytes }] = received as [(typeof received)[number]];
  expect([request.method, request.url, request.headers['content-encoding']]).toEqual(['POST', '/in', 'gzip']);
  expect(gunzipSync(bytes).toString()).toBe(body);
});

test.each([
  ['a refusal', { status: 422, body: 'no such field' }, /the server answered 422: no such field/, 'rejected'],
  ['a redirect', { status: 302, headers: { location: '/page' } }, /answered 302/, 'unreachable'],
  [
    'a web page',
    { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' },
    /the server answered with a web page.*Check the URL/,
    'unreachable',
  ],
])('%s is no success', async (_, given, message, failure) => {
  answer = given;
  const error = await http()
    .send({ url, body: '{}', what: 'the server' })
    .catch(thrown => thrown);
  expect(error.message).toMatch(message);
  expect(destinationFailure(error)).toBe(failure);
});

test('closing ends what is under way', async () => {
  answer = undefined;
  const client = http();
  const sent = client.send({ url, body: '{}', what: 'the server' });
  client.close();
  await expect(sent).rejects.toThrow();
});
