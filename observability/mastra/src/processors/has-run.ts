/** From `+` to `~`: ASCII letters, digits and what tokens, keys and base64 have besides. White space, quotes and all that is not ASCII lie outside. */
const FIRST = 0x2b;
const SPAN = 0x7e - FIRST;

/**
 * Whether a text has a stretch of so many characters that could belong to a token. It looks backwards from the last
 * place where such a stretch could still end, so that in prose of any script most characters are never read.
 */
export function hasRun(text: string, length: number): boolean {
  for (let start = 0; start + length <= text.length; ) {
    let at = start + length - 1;
    while (at >= start && (text.charCodeAt(at) - FIRST) >>> 0 <= SPAN) at--;
    if (at < start) return true;
    start = at + 1;
  }
  return false;
}
