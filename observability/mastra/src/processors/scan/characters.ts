const ALNUM = 1;
const HEX = 2;
const UPPER = 4;
const BASE64URL = 8;
const BASE64 = 16;
const DOTTED = 32;
const NAME = 64;
const TOKEN = 128;

/** What each ASCII character may be part of. */
const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const one = String.fromCharCode(code);
  if (/[A-Za-z0-9]/.test(one)) CLASSES[code]! |= ALNUM | BASE64URL | BASE64 | DOTTED | NAME;
  if (/[0-9a-fA-F]/.test(one)) CLASSES[code]! |= HEX;
  if (/[A-Z0-9]/.test(one)) CLASSES[code]! |= UPPER;
  if (/[-_]/.test(one)) CLASSES[code]! |= BASE64URL | BASE64 | DOTTED | NAME;
  if (/[+/=]/.test(one)) CLASSES[code]! |= BASE64;
  if (/[.=]/.test(one)) CLASSES[code]! |= DOTTED;
  if (one === '.') CLASSES[code]! |= NAME;
  if (/[A-Za-z0-9_.~-]/.test(one)) CLASSES[code]! |= TOKEN;
}

export const CHARACTERS = {
  alnum: ALNUM,
  hex: HEX,
  upper: UPPER,
  base64url: BASE64URL,
  base64: BASE64,
  dotted: DOTTED,
  name: NAME,
  token: TOKEN,
} as const;

/** Whether a character is of a class; `NaN`, which stands for the end of a text, is of none. */
export function isOf(code: number, characters: number): boolean {
  return code < 128 && (CLASSES[code]! & characters) !== 0;
}

/** Where the stretch of such characters that includes `at` begins, no further back than `from`. */
export function stretchStart(text: string, at: number, from: number, characters: number): number {
  let start = at;
  while (start > from && isOf(text.charCodeAt(start - 1), characters)) start--;
  return start;
}

/** Where a word begins, when the stretch that it is in begins here: behind the `n` of an escaped end of a line. */
export function wordStart(text: string, start: number): number {
  if (text.charCodeAt(start - 1) !== 0x5c) return start;
  const code = text.charCodeAt(start);
  return code === 0x6e || code === 0x72 || code === 0x74 ? start + 1 : start;
}

/** Where the stretch of such characters that begins at `start` ends. */
export function stretchEnd(text: string, start: number, characters: number): number {
  let end = start;
  while (isOf(text.charCodeAt(end), characters)) end++;
  return end;
}
