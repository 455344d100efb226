import type { Finding } from './finding.ts';
import { AUTH_SCHEME, isHeaderPlaceholder, looksRandom } from './plain-value.ts';

/** To the end of the line, of the string around it, or of the argument of a command. */
const END = /\\+[rn]|\\*["']|[\r\n`<>|]/;
/** The parts of a digest are quoted. */
const END_OF_LINE = /\\+[rn]|[\r\n`<>]/;
/** Headers are no longer: servers refuse them. */
const MAX_LINE = 16_384;
const FIRST_WORD = /^[^\s,;]+/;

/** The credentials in a header line: `Authorization: Token x`, `Cookie: a=b; c=d`. */
export function headerValue(text: string, from: number, rule: string): Finding | undefined {
  let start = from;
  while (text.charCodeAt(start) === 0x20 || text.charCodeAt(start) === 0x09) start++;
  const window = text.slice(start, start + MAX_LINE);
  const end = window.search(/^digest /i.test(window) ? END_OF_LINE : END);
  const length = secretLength(end === -1 ? window : window.slice(0, end), rule);
  if (length === 0) return undefined;
  return { start, end: start + length, rule, value: text.slice(start, start + length) };
}

/** How many characters from the beginning of a header's value are secret; 0 where none are. */
export function secretLength(line: string, rule: string): number {
  if (rule.includes('COOKIE')) return /^[^\s=;]+=[^\s;]*/.test(line) && line.length > 3 ? trimmed(line) : 0;
  const scheme = AUTH_SCHEME.exec(line)?.[0] ?? '';
  const credentials = FIRST_WORD.exec(line.slice(scheme.length))?.[0] ?? '';
  if (isHeaderPlaceholder(line)) return 0;
  if (/^(?:digest|aws4)/i.test(scheme)) return trimmed(line);
  if (scheme !== '') {
    const isSecret =
      /\d/.test(credentials) || credentials.length >= 16 || line.length === scheme.length + credentials.length;
    return isSecret ? scheme.length + trimmed(credentials) : 0;
  }
  const isAlone = credentials.length === line.trimEnd().length;
  const isSecret = looksRandom(credentials) || (/\d/.test(credentials) && credentials.length >= 6);
  return isSecret || (isAlone && credentials.length >= 8 && !/^\p{L}+(?:[-_]\p{L}+)*[.!?]?$/u.test(credentials))
    ? trimmed(credentials)
    : 0;
}

function trimmed(text: string): number {
  return text.replace(/[\s)\]},.;]+$/, '').length;
}
