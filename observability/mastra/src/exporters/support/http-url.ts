import { z } from 'zod';

/**
 * An address for HTTP. One with a user and a password in it is refused: `fetch` takes none, and its complaint repeats them.
 *
 * @param expected What an address looks like, for the message.
 */
export function httpUrl(expected: string) {
  return z.url({ protocol: /^https?$/, error: `expected ${expected}` }).refine(hasNoCredentials, {
    error: 'has a user or a password in it: give them in a header, or by the options for keys',
  });
}

/** Whether an address is free of a user and a password. What is no address is. */
export function hasNoCredentials(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}
