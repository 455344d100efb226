import { CHARACTERS, isOf, stretchEnd, stretchStart, wordStart } from './characters.ts';
import type { Finding } from './finding.ts';

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/y;
/** What stands between the lines of a private key: base64 with its headers, in text or in a string. */
const NO_PRIVATE_KEY = /["'`<>{}]/g;
const TELEGRAM = /A[A-Za-z0-9_-]{34}(?![A-Za-z0-9])/y;
/** Keys that no prefix shows, as a whole: a long stretch of letters and digits is in each of them. */
const SPECIAL: readonly (readonly [rule: string, key: RegExp])[] = [
  ['TERRAFORM_TOKEN', /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}/],
  ['DISCORD_TOKEN', /\b[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/],
  ['AZURE_SECRET', /(?<![\w.~-])[\w.~-]{3}\dQ~[A-Za-z0-9_~.-]{31,40}(?![\w~-])/],
  ['MAILCHIMP_KEY', /\b[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/],
  ['MAXMIND_KEY', /\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b/],
];
/** So much of a text around a long stretch is looked at. */
const MAX_SPECIAL = 120;
/** Header and payload as small as they get: `{"alg":"none"}` and `{"sub":1}`. */
const MIN_JWT_PART = 12;

/** A private key that begins at this hyphen, up to its last line, or to where it was cut off. */
export function privateKeyAt(text: string, at: number): Finding | undefined {
  PRIVATE_KEY.lastIndex = at;
  if (text.charCodeAt(at + 1) !== 0x2d || !PRIVATE_KEY.test(text)) return undefined;
  const from = PRIVATE_KEY.lastIndex;
  NO_PRIVATE_KEY.lastIndex = from;
  const limit = NO_PRIVATE_KEY.test(text) ? NO_PRIVATE_KEY.lastIndex - 1 : text.length;
  const last = text.indexOf('-----END ', from);
  if (last === -1 || last > limit) return { start: at, end: limit, rule: 'PRIVATE_KEY', value: text.slice(at, limit) };
  const closing = text.indexOf('-----', last + 9);
  const end = closing === -1 || closing > limit ? limit : closing + 5;
  return { start: at, end, rule: 'PRIVATE_KEY', value: text.slice(at, end) };
}

/** A JSON Web Token that begins here, signed or encrypted. */
export function jwtAt(text: string, start: number): Finding | undefined {
  if (!text.startsWith('eyJ', start)) return undefined;
  const first = stretchEnd(text, start, CHARACTERS.base64url);
  if (first - start < MIN_JWT_PART || text.charCodeAt(first) !== 0x2e) return undefined;
  const isSigned = text.startsWith('eyJ', first + 1);
  let end = first;
  let parts = 1;
  while (text.charCodeAt(end) === 0x2e && parts < 5) {
    const next = stretchEnd(text, end + 1, CHARACTERS.base64url);
    if (isSigned && parts === 1 && next - end - 1 < MIN_JWT_PART) return undefined;
    end = next;
    parts++;
  }
  // Without a header of claims behind it, it has to be long to be an encrypted token.
  if (parts < 3 || (!isSigned && end - start < 80)) return undefined;
  return { start, end, rule: 'JWT', value: text.slice(start, end) };
}

/** A token of a Telegram bot with its colon here. */
export function telegramAround(text: string, colon: number, from: number): Finding | undefined {
  TELEGRAM.lastIndex = colon + 1;
  if (!TELEGRAM.test(text)) return undefined;
  const end = TELEGRAM.lastIndex;
  const start = wordStart(text, stretchStart(text, colon, Math.max(from, colon - 12), CHARACTERS.alnum));
  if (!/^\d{8,10}$/.test(text.slice(start, colon))) return undefined;
  return { start, end, rule: 'TELEGRAM_TOKEN', value: text.slice(start, end) };
}

/** A key that no prefix shows, with a long stretch of letters and digits from `start` to `end`. */
export function specialKeyAround(text: string, start: number, end: number): Finding | undefined {
  const next = text.charCodeAt(end);
  const before = text.charCodeAt(start - 1);
  // All of them go on before or behind the stretch.
  if (!isOf(next, CHARACTERS.token) && !isOf(before, CHARACTERS.token)) return undefined;
  const from = Math.max(0, start - MAX_SPECIAL);
  // Escaped ends of lines are none of their letters.
  const window = text.slice(from, end + MAX_SPECIAL).replace(/\\[nrt]/g, '  ');
  for (const [rule, key] of SPECIAL) {
    const match = key.exec(window);
    if (!match || from + match.index > start || from + match.index + match[0].length < end) continue;
    return { start: from + match.index, end: from + match.index + match[0].length, rule, value: match[0] };
  }
  return undefined;
}
