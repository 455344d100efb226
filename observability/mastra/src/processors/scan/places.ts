import { CHARACTERS, isOf, stretchEnd, stretchStart } from './characters.ts';

/**
 * Where names meet values, and where nearly all keys show themselves. One class of single characters, because the engine
 * looks for that with wide instructions: sixteen kilobytes of prose take it a microsecond.
 */
const PLACES = /[=:_\-<[]/g;
const PLACE_CHARACTERS = ['=', ':', '_', '-', '<', '['];
const DIGIT = /[0-9]/g;
/** Groups of digits that are looked at before their distance counts, in characters, and the least distance on average. */
const FEW = 200;
const SPARSE = 50;

/**
 * Goes from place to place. In texts of other scripts than Latin the engine is slow at classes of characters and fast at
 * single ones.
 */
export class Places {
  readonly #text: string;
  /** Where each of the characters comes next; only for texts of other scripts. */
  readonly #next: number[] | undefined;

  constructor(text: string, isForeign: boolean) {
    this.#text = text;
    this.#next = isForeign ? PLACE_CHARACTERS.map(one => text.indexOf(one)) : undefined;
  }

  /** The first place at `from` or later; -1 where none is left. `from` never goes back. */
  next(from: number): number {
    const next = this.#next;
    if (next === undefined) {
      PLACES.lastIndex = from;
      return PLACES.test(this.#text) ? PLACES.lastIndex - 1 : -1;
    }
    let first = -1;
    for (let i = 0; i < next.length; i++) {
      let at = next[i]!;
      if (at !== -1 && at < from) {
        at = this.#text.indexOf(PLACE_CHARACTERS[i]!, from);
        next[i] = at;
      }
      if (at !== -1 && (first === -1 || at < first)) first = at;
    }
    return first;
  }
}

/**
 * Where the next stretch of so many letters and digits begins, at `from` or later; -1 where there is none. One that has
 * a digit, as keys have: digits are found fast.
 */
export function nextLongStretch(text: string, from: number, length: number, isForeign: boolean): number {
  if (isForeign) return nextByLength(text, from, length);
  DIGIT.lastIndex = from;
  for (let groups = 0; DIGIT.test(text); groups++) {
    // Many groups of digits, as in ids and times: reading every twentieth character takes less.
    if (groups * SPARSE > DIGIT.lastIndex - from + FEW) return nextByLength(text, DIGIT.lastIndex - 1, length);
    const digit = DIGIT.lastIndex - 1;
    const end = stretchEnd(text, digit + 1, CHARACTERS.alnum);
    const start = stretchStart(text, digit, from, CHARACTERS.alnum);
    if (end - start >= length) return start;
    DIGIT.lastIndex = end;
  }
  return -1;
}

/**
 * Looks backwards from the last character where such a stretch could still end, so that in texts of other scripts most
 * characters are never read.
 */
function nextByLength(text: string, from: number, length: number): number {
  for (let start = from; start + length <= text.length; ) {
    let at = start + length - 1;
    while (at >= start && isOf(text.charCodeAt(at), CHARACTERS.alnum)) at--;
    if (at < start) return start;
    start = at + 1;
  }
  return -1;
}

/** Whether a text has a stretch of so many letters and digits. */
export function hasStretch(text: string, length: number): boolean {
  return nextByLength(text, 0, length) !== -1;
}

/** Whether a text is written mostly in other letters than Latin ones: a few places tell. */
export function isForeignScript(text: string): boolean {
  const step = (text.length >> 2) + 1;
  for (let at = step >> 1; at < text.length; at += step) if (text.charCodeAt(at) > 0xff) return true;
  return false;
}
