import { VENDOR_KEYS, type VendorKey } from '../vendor-keys.ts';
import { CHARACTERS, isOf, stretchEnd, stretchStart, wordStart } from './characters.ts';
import type { Finding } from './finding.ts';

/** The longest stretch in front of a separator that is read back to the beginning of a key. */
const MAX_BACK = 64;
/** So much of a key is looked at before it is taken for one. */
const MAX_JUDGED = 512;

/** The keys by their first two characters, the longest prefix first. */
const BY_START: (readonly VendorKey[] | undefined)[] = new Array(128 * 128 + 1).fill(undefined);
for (const key of [...VENDOR_KEYS].sort((a, b) => b.prefix.length - a.prefix.length)) {
  const start = startOf(key.prefix, 0);
  BY_START[start] = [...(BY_START[start] ?? []), key];
}

/** Every two characters in front of the first separator of a prefix: nearly all hyphens and underscores stand elsewhere. */
const BEFORE_SEPARATOR = new Uint8Array(128 * 128 + 1);
for (const { prefix } of VENDOR_KEYS) {
  const separator = prefix.search(/[-_]/);
  if (separator >= 2) BEFORE_SEPARATOR[startOf(prefix, separator - 2)] = 1;
}

/** The key whose prefix has its first separator at `at`. */
export function vendorKeyAround(text: string, at: number, from: number): Finding | undefined {
  if (BEFORE_SEPARATOR[startOf(text, at - 2)] === 0) return undefined;
  const start = wordStart(text, stretchStart(text, at, Math.max(from, at - MAX_BACK), CHARACTERS.alnum));
  return start === at ? undefined : vendorKeyAt(text, start);
}

/** The key that begins here; a letter or digit in front is no beginning. */
export function vendorKeyAt(text: string, start: number): Finding | undefined {
  const candidates = BY_START[startOf(text, start)];
  if (candidates === undefined) return undefined;
  const before = text.charCodeAt(start - 1);
  if (isOf(before, CHARACTERS.alnum) && wordStart(text, start - 1) !== start) return undefined;
  for (const key of candidates) {
    if (!text.startsWith(key.prefix, start)) continue;
    if (key.isCommon && isJoining(before)) continue;
    const end = keyEnd(text, start + key.prefix.length, key);
    if (end !== undefined) return { start, end, rule: key.rule, value: text.slice(start, end) };
  }
  return undefined;
}

function keyEnd(
  text: string,
  from: number,
  { alphabet, min, piece = 8, isCommon = false }: VendorKey,
): number | undefined {
  const limit = from + MAX_JUDGED;
  let end = from;
  while (end < limit && isOf(text.charCodeAt(end), CHARACTERS[alphabet])) end++;
  if (end - from < min || !hasRandomPiece(text, from, end, piece, isCommon)) return undefined;
  if (end === limit) end = stretchEnd(text, end, CHARACTERS[alphabet]);
  while (isTrailing(text.charCodeAt(end - 1))) end--;
  return end - from < min || isOf(text.charCodeAt(end), CHARACTERS.alnum) ? undefined : end;
}

/** Whether a stretch of letters and digits in a text looks drawn by lot; words that hyphens join do not. */
function hasRandomPiece(text: string, from: number, end: number, piece: number, isCommon: boolean): boolean {
  let digits = 0;
  let upper = 0;
  let lower = 0;
  let changes = 0;
  let repeats = 0;
  for (let at = from; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : 0;
    if (isOf(code, CHARACTERS.alnum)) {
      if (code <= 0x39) digits++;
      else if (code <= 0x5a) upper++;
      else lower++;
      if (code === text.charCodeAt(at - 1)) repeats++;
      if (at > from && kindOf(code) !== kindOf(text.charCodeAt(at - 1))) changes++;
      continue;
    }
    const length = digits + upper + lower;
    if (length >= Math.min(piece, end - from) && repeats < length / 2) {
      const letters = upper + lower;
      if (digits > 0 && (letters > 0 || !isCommon)) return true;
      if (upper > 0 && lower > 0 && changes >= 4) return true;
      if (upper === length && piece === 16) return true;
    }
    digits = upper = lower = changes = repeats = 0;
  }
  return false;
}

/** 0 for digits, 1 for capitals, 2 for small letters. */
const kindOf = (code: number): number => (code <= 0x39 ? 0 : code <= 0x5a ? 1 : 2);

/** `.` `-` `_` `/` `\` `+` `#`: what joins a word to the one before, in class names and paths. */
function isJoining(code: number): boolean {
  return (
    code === 0x2e || code === 0x2d || code === 0x5f || code === 0x2f || code === 0x5c || code === 0x2b || code === 0x23
  );
}

/** `.` `-` `_` at the end belong to the sentence. */
function isTrailing(code: number): boolean {
  return code === 0x2e || code === 0x2d || code === 0x5f;
}

function startOf(text: string, at: number): number {
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  return first < 128 && second < 128 ? first * 128 + second : 128 * 128;
}
