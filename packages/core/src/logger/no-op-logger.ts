import type { IMastraLogger } from './types.ts';

const ignore = (): void => undefined;

/** Writes nothing. Shared and frozen. */
export const noOpLogger: IMastraLogger = Object.freeze({
  level: 'silent',
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
});
