import type { InputTokenDetails } from './types/index.ts';

/**
 * Input tokens that were written to a cache, for whatever time: what systems have one count for. `undefined` where the
 * provider does not say.
 */
export function cacheWriteTokens(details: InputTokenDetails | undefined): number | undefined {
  const { cacheWrite, cacheWrite1h } = details ?? {};
  return cacheWrite === undefined && cacheWrite1h === undefined ? undefined : (cacheWrite ?? 0) + (cacheWrite1h ?? 0);
}
