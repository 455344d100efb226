import type { Found } from './recogniser.ts';

const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;

/** The endings of file names that look like a domain: `icon@2x.png`. */
const FILES = new Set('png jpg jpeg gif svg webp avif ico css scss js mjs cjs ts tsx jsx json map html md'.split(' '));

/**
 * Finds a mail address: a local part, `@`, and a domain with a dot. Not the user in a URL (`https://ada@example.com`) or
 * in an scp path (`git@example.com:repo`), no package version (`pkg@1.2.3`), no file name.
 */
export function findEmail(text: string, from: number): Found | undefined {
  for (let at = text.indexOf('@', from); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, from);
    if (start === at) continue;
    const end = domainEnd(text, at + 1);
    if (end !== undefined && !isOtherThanMail(text, start, at, end)) return { start, end };
  }
  return undefined;
}

function localStart(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && at - start < MAX_LOCAL && isLocal(text.charCodeAt(start - 1))) start--;
  while (start < at && text[start] === '.') start++;
  return start;
}

/** Where the domain ends, if there is one: labels between dots, and letters at last. */
function domainEnd(text: string, from: number): number | undefined {
  let end = from;
  while (end < text.length && end - from < MAX_DOMAIN && isDomain(text.charCodeAt(end))) end++;
  while (end > from && (text[end - 1] === '.' || text[end - 1] === '-')) end--;
  const labels = text.slice(from, end).split('.');
  const last = labels.at(-1)!;
  if (labels.length < 2 || labels.includes('') || !/^\p{L}{2,}$/u.test(last)) return undefined;
  return FILES.has(last.toLowerCase()) ? undefined : end;
}

function isOtherThanMail(text: string, start: number, at: number, end: number): boolean {
  if (text.startsWith('//', start - 2)) return true;
  return text[end] === ':' && text.slice(start, at) === 'git';
}

/** Letters and digits, also of the Latin alphabets beyond ASCII. */
function isLetterOrDigit(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0xc0 && code <= 0x24f)
  );
}

function isLocal(code: number): boolean {
  // . _ % + -
  return isLetterOrDigit(code) || code === 0x2e || code === 0x5f || code === 0x25 || code === 0x2b || code === 0x2d;
}

function isDomain(code: number): boolean {
  return isLetterOrDigit(code) || code === 0x2e || code === 0x2d;
}
