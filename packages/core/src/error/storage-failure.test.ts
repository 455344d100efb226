import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { MastraError } from './mastra-error.ts';
import { storageFailure } from './storage-failure.ts';

const mastraError = (failure: unknown, cause?: unknown) =>
  new MastraError({ code: 'X', domain: 'STORAGE', message: 'x', details: { failure }, cause });

describe('storageFailure', () => {
  test('reads what a MastraError states', () => {
    expect(storageFailure(mastraError('overloaded'))).toBe('overloaded');
    expect(storageFailure(mastraError('bad_row'))).toBe('bad_row');
    expect(storageFailure(mastraError('nonsense'))).toBe('unknown');
  });

  test('takes a refused connection as unreachable', async () => {
    const server = createServer();
    const port = await new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    await new Promise(resolve => server.close(resolve));
    const error = await fetch(`http://127.0.0.1:${port}`).catch((reason: unknown) => reason);
    expect(storageFailure(error)).toBe('unreachable');
  });

  test.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE', 'UND_ERR_SOCKET'])('takes %s as unreachable', code => {
    expect(storageFailure(Object.assign(new Error('x'), { code }))).toBe('unreachable');
  });

  test('follows causes, and what is stated outside wins', () => {
    const reset = Object.assign(new Error('x'), { code: 'ECONNRESET' });
    expect(storageFailure(new Error('outer', { cause: mastraError(undefined, reset) }))).toBe('unreachable');
    expect(storageFailure(mastraError('unauthorized', reset))).toBe('unauthorized');
  });

  test('ends on a circular chain and on what is no error', () => {
    const circular = new Error('x');
    circular.cause = circular;
    expect([circular, undefined, null, 'ECONNRESET', 7].map(storageFailure)).toEqual(Array(5).fill('unknown'));
  });
});
