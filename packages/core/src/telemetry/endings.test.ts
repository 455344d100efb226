import { expect, test } from 'vitest';
import { abortedBy, endingOf } from './endings.ts';

test('aborts and timeouts are told apart from failures, also as a cause', () => {
  const abort = new DOMException('gone', 'AbortError');
  const timeout = new DOMException('late', 'TimeoutError');
  expect(endingOf(new Error('x')).endReason).toBeUndefined();
  expect(endingOf(abort).endReason).toBe('aborted');
  expect(endingOf(new Error('wrapped', { cause: timeout })).endReason).toBe('timeout');
  expect(endingOf('a text').error).toBe('a text');
});

test('the signal knows best', () => {
  expect(endingOf(new Error('x'), AbortSignal.abort()).endReason).toBe('aborted');
  expect(endingOf(new Error('x'), AbortSignal.abort(new DOMException('late', 'TimeoutError'))).endReason).toBe(
    'timeout',
  );
  const why = new Error('why');
  expect(abortedBy(why)).toEqual({ error: why, endReason: 'aborted' });
});

test('a cause that leads back to itself ends the search', () => {
  const error: Error & { cause?: unknown } = new Error('round');
  error.cause = error;
  expect(endingOf(error).endReason).toBeUndefined();
});
