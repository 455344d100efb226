import { afterEach, expect, test, vi } from 'vitest';
import { ConsoleLogger, createConsoleLogger, noOpLogger } from './index.ts';

afterEach(() => vi.restoreAllMocks());

test('writes what passes the level, to the error stream', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const error = vi.spyOn(console, 'error').mockReturnValue();
  const out = vi.spyOn(console, 'log').mockReturnValue();
  const logger = createConsoleLogger('info');
  logger.debug('hidden');
  logger.info('shown', { a: 1 });
  logger.error('bad');
  expect(warn.mock.calls).toEqual([['[mastra] info: shown', { a: 1 }]]);
  expect(error.mock.calls).toEqual([['[mastra] error: bad']]);
  expect(out).not.toHaveBeenCalled();
});

test('silent writes nothing', () => {
  const error = vi.spyOn(console, 'error').mockReturnValue();
  new ConsoleLogger({ level: 'silent' }).error('bad');
  noOpLogger.error('bad');
  expect(error).not.toHaveBeenCalled();
});

test('an unknown level is refused with the levels that exist', () => {
  expect(() => createConsoleLogger('loud' as 'info')).toThrow(/"loud".*debug, info, warn, error, fatal, silent/);
});
