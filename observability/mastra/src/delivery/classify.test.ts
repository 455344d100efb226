import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPeer } from '../exporters/peer.ts';
import { destinationFailure } from './classify.ts';
import { RetryAfterError } from './failure.ts';
import { failureOfResponse, HttpStatusError, retryAfterMs } from './http.ts';
import { messageOf } from './message.ts';

let answer: (response: ServerResponse) => void = response => response.end();
const server = createServer((_, response) => answer(response));
let url = '';

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function failure(status: number, headers: Record<string, string> = {}, body = ''): Promise<Error> {
  answer = response => response.writeHead(status, headers).end(body);
  return failureOfResponse(await fetch(url, { redirect: 'manual' }), 'the intake');
}

describe('what an answer means for the batch', () => {
  it.each([
    [401, 'unreachable'],
    [403, 'unreachable'],
    [404, 'unreachable'],
    [408, 'unreachable'],
    [429, 'unreachable'],
    [307, 'unreachable'],
    [502, 'unreachable'],
    [503, 'unreachable'],
    [400, 'rejected'],
    [413, 'rejected'],
    [422, 'rejected'],
    [500, 'unknown'],
    [418, 'unknown'],
  ])('%i is %s', async (status, expected) => {
    const error = await failure(status);
    expect(error).toBeInstanceOf(HttpStatusError);
    expect(destinationFailure(error)).toBe(expected);
  });

  it('is a pause where one is asked for', async () => {
    expect(await failure(429, { 'retry-after': '7' })).toMatchObject({ name: 'RetryAfterError', delayMs: 7000 });
    expect(await failure(503, { 'retry-after': '1' })).toBeInstanceOf(RetryAfterError);
    expect(await failure(500, { 'retry-after': '1' })).toBeInstanceOf(HttpStatusError);
    expect(await failure(429, { 'retry-after': 'soon' })).toBeInstanceOf(HttpStatusError);
  });

  it('says who answered what, and repeats no more than an excerpt', async () => {
    const { message } = await failure(401, {}, 'who are you?');
    expect(message).toBe('the intake answered 401 (check the credentials): who are you?');
    expect((await failure(400, {}, 'x'.repeat(10_000))).message.length).toBeLessThan(600);
  });
});

it('reads Retry-After as seconds or as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfterMs('2', now)).toBe(2000);
  expect(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Thu, 01 Jan 2015 00:01:00 GMT', now)).toBe(0);
  expect(retryAfterMs(null, now)).toBeUndefined();
});

describe('what a thrown error means for the batch', () => {
  it('is seen through the wrappings of client libraries', () => {
    expect(destinationFailure(new Error('x', { cause: { statusCode: 422 } }))).toBe('rejected');
    expect(destinationFailure(new Error('x', { cause: new Error('y', { cause: { code: 'ECONNRESET' } }) }))).toBe(
      'unreachable',
    );
    expect(destinationFailure(AbortSignal.abort().reason)).toBe('unreachable');
    expect(destinationFailure(new Error('?'))).toBe('unknown');
    expect(destinationFailure('nothing')).toBe('unknown');
  });

  it('is unreachable, with the reason in words, where nobody listens', async () => {
    const gone = createServer();
    await new Promise<void>(resolve => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise(resolve => gone.close(resolve));
    const error = await fetch(`http://127.0.0.1:${port}`).catch(reason => reason);
    expect(destinationFailure(error)).toBe('unreachable');
    expect(messageOf(error)).toContain('ECONNREFUSED');
  });

  it('is unreachable for a library that is not installed, which is named with the way to get it', async () => {
    const name = 'surely-not-installed';
    const error = await loadPeer('MyExporter', name, () => import(/* @vite-ignore */ name)).catch(reason => reason);
    expect(error).toMatchObject({ code: 'EXPORTER_PEER_MISSING' });
    expect(error.message).toContain('npm install surely-not-installed');
    expect(destinationFailure(error)).toBe('unreachable');
    await expect(loadPeer('MyExporter', name, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
