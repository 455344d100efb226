import { CHARACTERS, isOf, stretchEnd, stretchStart } from './characters.ts';
import type { Finding } from './finding.ts';

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/y;
/** What stands between the lines of a private key: base64 with its headers, in text or in a string. */
const NO_PRIVATE_KEY = /["'`<>{}]/g;
const TELEGRAM = /A[A-Za-z0-9_-]{34}(?![A-Za-z0-9])/y;
const DISCORD = /\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y;
const TERRAFORM = /\.atlasv1\.[A-Za-z0-9_=-]{60,80}/y;
const AZURE = /~[A-Za-z0-9_~.-]{31,40}(?![A-Za-z0-9_~-])/y;
const MAILCHIMP = /-us\d{1,2}(?![A-Za-z0-9])/y;
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

/** A JSON Web Token, signed or encrypted, with its first dot here. */
export function jwtAround(text: string, dot: number, from: number): Finding | undefined {
  if (!isOf(text.charCodeAt(dot - 1), CHARACTERS.base64url)) return undefined;
  const isSigned = text.startsWith('eyJ', dot + 1);
  if (!isSigned && text.charCodeAt(dot + 1) !== 0x2e && !isOf(text.charCodeAt(dot + 24), CHARACTERS.base64url)) {
    return undefined;
  }
  const start = stretchStart(text, dot, from, CHARACTERS.base64url);
  if (dot - start < MIN_JWT_PART || !text.startsWith('eyJ', start)) return undefined;
  let end = dot;
  let parts = 1;
  while (text.charCodeAt(end) === 0x2e && parts < 5) {
    const next = stretchEnd(text, end + 1, CHARACTERS.base64url);
    if (parts === 1 && next - end - 1 < MIN_JWT_PART && next !== end + 1) return undefined;
    end = next;
    parts++;
  }
  // A full stop of the sentence, but not the last dot of a token without a signature.
  if (parts === 3 && text.charCodeAt(end - 1) === 0x2e && !isSigned) return undefined;
  return parts >= 3 ? { start, end, rule: 'JWT', value: text.slice(start, end) } : undefined;
}

/** Keys that no prefix shows, by the separator in their middle. */
export function specialKeyAround(text: string, at: number, from: number): Finding | undefined {
  switch (text.charCodeAt(at)) {
    case 0x3a:
      return around(text, at, from, 'TELEGRAM_TOKEN', TELEGRAM, at + 1, /^\d{8,10}$/);
    case 0x2e:
      return (
        around(text, at, from, 'TERRAFORM_TOKEN', TERRAFORM, at, /^[A-Za-z0-9]{14}$/) ??
        around(text, at, from, 'DISCORD_TOKEN', DISCORD, at, /^[MNO][\w-]{22,27}$/)
      );
    case 0x7e:
      return around(text, at, from, 'AZURE_SECRET', AZURE, at, /^[\w.~-]{3}\dQ$/);
    case 0x2d:
      return around(text, at, from, 'MAILCHIMP_KEY', MAILCHIMP, at, /^[0-9a-f]{32}$/);
    default:
      return undefined;
  }
}

function around(
  text: string,
  at: number,
  from: number,
  rule: string,
  behind: RegExp,
  behindFrom: number,
  before: RegExp,
): Finding | undefined {
  behind.lastIndex = behindFrom;
  if (!behind.test(text)) return undefined;
  const end = behind.lastIndex;
  const start = stretchStart(text, at, Math.max(from, at - 64), CHARACTERS.base64url);
  return before.test(text.slice(start, at)) ? { start, end, rule, value: text.slice(start, end) } : undefined;
}
