import type { Finding } from './finding.ts';
import { isPlaceholder, looksRandom } from './plain-value.ts';

/** The longest user, password and host that are read. */
const MAX_AUTHORITY = 600;
const END = /[\s"'`<>\\|{}]/;
const END_OF_AUTHORITY = /[/?#]/;

/** Addresses whose path is the secret: whoever has it may write there. */
const WEBHOOKS: readonly (readonly [rule: string, address: RegExp])[] = [
  ['SLACK_WEBHOOK', /^hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/([\w/-]{20,})/i],
  ['DISCORD_WEBHOOK', /^(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/([\w/-]{40,})/i],
  ['TEAMS_WEBHOOK', /^[\w-]+\.webhook\.office\.com\/webhookb2\/([\w@/-]{40,})/i],
  ['ZAPIER_WEBHOOK', /^hooks\.zapier\.com\/hooks\/catch\/([\w/]{8,})/i],
];

/**
 * The password in an address, whose scheme ends with the colon here: everything between the first colon and the last `@`
 * of the authority, also a `/` or an `@` that nobody encoded. Without a password a user that looks like a key is one.
 */
export function urlPassword(text: string, colon: number): Finding | undefined {
  const from = colon + 3;
  if (!mayHold(text, from)) return undefined;
  const window = text.slice(from, from + MAX_AUTHORITY);
  const end = window.search(END);
  const rest = end === -1 ? window : window.slice(0, end);
  const slash = rest.search(END_OF_AUTHORITY);
  const authority = slash === -1 ? rest : rest.slice(0, slash);
  const separator = authority.indexOf(':');
  let at = authority.lastIndexOf('@');
  if (at === -1 && separator !== -1 && slash !== -1 && !/^\d*$/.test(authority.slice(separator + 1))) {
    // A slash within a password: a host has to follow the `@`.
    at = /^[^\s]*@(?=[\w-]+(?:\.[\w-]+)*(?::\d+)?(?:[/?#]|$))/.exec(rest)?.[0].length ?? 0;
    at--;
  }
  if (at <= 0) return webhook(text, from, rest);
  const isUser = separator === -1 || separator > at;
  const start = isUser ? 0 : separator + 1;
  const value = rest.slice(start, at);
  if (value === '' || isPlaceholderIn(value) || (isUser && !(value.length >= 16 && looksRandom(value)))) {
    return webhook(text, from, rest);
  }
  return { start: from + start, end: from + at, rule: 'URL_CREDENTIALS', value };
}

/** Most addresses have neither `:` nor `@` in front of their path, and are no webhooks. */
function mayHold(text: string, from: number): boolean {
  for (let at = from; at < from + MAX_AUTHORITY; at++) {
    switch (text.charCodeAt(at)) {
      case 0x3a:
      case 0x40:
        return true;
      case 0x2f:
      case 0x3f:
      case 0x20:
      case 0x22:
        return /hook|discord/i.test(text.slice(from, at));
      default:
        if (at >= text.length) return false;
    }
  }
  return true;
}

/** Here `[…]` and a single word could be a password. */
function isPlaceholderIn(value: string): boolean {
  return (/^[$%*<{]/.test(value) && isPlaceholder(value)) || /^\[[A-Z][A-Z0-9_ ]*\]$/.test(value);
}

function webhook(text: string, from: number, rest: string): Finding | undefined {
  for (const [rule, address] of WEBHOOKS) {
    const path = address.exec(rest)?.[1];
    if (path === undefined) continue;
    const start = from + rest.indexOf(path);
    return { start, end: start + path.length, rule, value: text.slice(start, start + path.length) };
  }
  return undefined;
}
