import type { TellingNames } from '../telling-names.ts';
import { CHARACTERS, isOf, stretchEnd, stretchStart } from './characters.ts';
import { flagValue } from './command-line.ts';
import type { Finding } from './finding.ts';
import { isJsonLiteral, jsonField, quotedNameBefore } from './json-field.ts';
import { looseField } from './loose-field.ts';
import { elementValue } from './markup.ts';
import { pairedValues } from './pairs.ts';
import { isPlaceholder } from './plain-value.ts';
import { jwtAt, privateKeyAt, specialKeyAround, telegramAround } from './special-key.ts';
import { urlPassword } from './url-password.ts';
import { vendorKeyAround, vendorKeyAt } from './vendor-key.ts';

/** Which kinds of secrets are looked for. */
export interface ScanGroups {
  readonly keys: boolean;
  readonly bearer: boolean;
  readonly jwt: boolean;
  readonly privateKey: boolean;
  readonly urlCredentials: boolean;
}

/**
 * Where names meet values, and where nearly all keys show themselves. One class of single characters, because the engine
 * looks for that with wide instructions: sixteen kilobytes of prose take it a microsecond.
 */
const PLACES = /[=:_\-<[]/g;
const DIGIT = /[0-9]/;
/** The stretch of letters and digits that the keys have which show themselves at no such place. */
const LONG = 16;
/** So far before a long stretch its key may begin. */
const MAX_BEFORE_LONG = 80;
const CREDENTIALS = /\b(Bearer|bearer|Basic)[ ]+([A-Za-z0-9._~+/-]{8,}=*)/g;
const QUOTED_PASSWORD = /\b(?:PASSWORD|IDENTIFIED BY)\s+'([^'\n]{3,200})'/g;
const DATA_ADDRESS = /data:[\w.+/-]{0,80};base64,/y;
/** An address that is data begins at most this far before its comma. */
const MAX_DATA_SCHEME = 5;

/** Finds secrets in a text in one pass: the places first, and the exact rules only around them. */
export class TextScanner {
  readonly #names: TellingNames;
  readonly #groups: ScanGroups;

  constructor(names: TellingNames, groups: ScanGroups) {
    this.#names = names;
    this.#groups = groups;
  }

  /** What is found, in order and without overlaps; `undefined` where nothing is. */
  scan(text: string): readonly Finding[] | undefined {
    const found = this.#atPlaces(text);
    // In other scripts the engine looks for a digit slowly, and for a long stretch fast.
    const hasDigit = isForeign(text) || DIGIT.test(text);
    const { keys, bearer } = this.#groups;
    let more: Finding[] | undefined;
    if ((keys || this.#groups.jwt) && text.length >= LONG && (hasDigit || text.includes('AKIA'))) {
      more = this.#aroundLongStretches(text);
    }
    if (bearer && (text.includes('Bearer ') || text.includes('bearer ') || text.includes('Basic '))) {
      more = credentials(text, more);
    }
    if (text.includes("PASSWORD '") || text.includes("IDENTIFIED BY '")) more = quotedPasswords(text, more);
    if (more === undefined) return found;
    return found === undefined ? inOrder(more) : inOrder([...found, ...more]);
  }

  #atPlaces(text: string): Finding[] | undefined {
    let found: Finding[] | undefined;
    let from = 0;
    PLACES.lastIndex = 0;
    while (PLACES.test(text)) {
      const at = PLACES.lastIndex - 1;
      if (text.charCodeAt(at) === 0x5b) {
        const next = text.charCodeAt(at + 1);
        if (next !== 0x22 && next !== 0x27 && next !== 0x5c && next !== 0x20 && next !== 0x0a) continue;
        const paired = pairedValues(text, at, this.#names);
        PLACES.lastIndex = at + 1;
        if (paired.length === 0) continue;
        found ??= [];
        found.push(...paired);
        from = paired.at(-1)!.end;
        PLACES.lastIndex = Math.max(from, at + 1);
        continue;
      }
      const one = this.#at(text, at, from);
      if (one !== undefined && one.start >= from) {
        found ??= [];
        found.push(one);
        from = one.end;
        PLACES.lastIndex = Math.max(one.end, at + 1);
      } else {
        PLACES.lastIndex = this.#after(text, at);
      }
    }
    return found;
  }

  #at(text: string, at: number, from: number): Finding | undefined {
    const { keys, privateKey } = this.#groups;
    switch (text.charCodeAt(at)) {
      case 0x3a:
        return this.#colon(text, at, from);
      case 0x3d:
        return this.#equals(text, at, from);
      case 0x2d:
        return (
          (keys ? vendorKeyAround(text, at, from) : undefined) ??
          (isFlagOrKey(text, at)
            ? ((privateKey ? privateKeyAt(text, at) : undefined) ?? flagValue(text, at, this.#names))
            : undefined)
        );
      case 0x3c:
        return elementValue(text, at, this.#names);
      default:
        return keys ? vendorKeyAround(text, at, from) : undefined;
    }
  }

  #colon(text: string, at: number, from: number): Finding | undefined {
    const next = text.charCodeAt(at + 1);
    if (next === 0x2f && text.charCodeAt(at + 2) === 0x2f) {
      return this.#groups.urlCredentials ? urlPassword(text, at) : undefined;
    }
    const quoted = quotedNameBefore(text, at, this.#names);
    if (quoted) {
      const field = jsonField(text, quoted, at + 1, this.#names);
      if (field || isJsonLiteral(text, at + 1)) return field;
      return undefined;
    }
    if (next === 0x41 && this.#groups.keys) {
      const key = telegramAround(text, at, from);
      if (key) return key;
    }
    return looseField(text, at, from, this.#names);
  }

  #equals(text: string, at: number, from: number): Finding | undefined {
    if (text.charCodeAt(at + 1) === 0x3e) {
      // The arrow of Ruby and PHP.
      const quoted = quotedNameBefore(text, at, this.#names);
      if (quoted) return jsonField(text, quoted, at + 2, this.#names);
    }
    return looseField(text, at, from, this.#names);
  }

  /**
   * Keys and tokens that show themselves at no place, by the long stretch of letters and digits in them. It looks
   * backwards from the last character where such a stretch could still end, so that in prose of any script most
   * characters are never read.
   */
  #aroundLongStretches(text: string): Finding[] | undefined {
    let found: Finding[] | undefined;
    let from = 0;
    for (let start = 0; start + LONG <= text.length; ) {
      let at = start + LONG - 1;
      while (at >= start && isOf(text.charCodeAt(at), CHARACTERS.alnum)) at--;
      if (at >= start) {
        start = at + 1;
        continue;
      }
      const end = stretchEnd(text, start + LONG, CHARACTERS.alnum);
      const one = this.#around(text, start, end, from);
      if (one) {
        found ??= [];
        found.push(one);
        from = one.end;
      }
      start = Math.max(end, from);
    }
    return found;
  }

  /** The token that a long stretch belongs to: its parts may be joined by dots, hyphens and tildes. */
  #around(text: string, start: number, end: number, from: number): Finding | undefined {
    const { keys, jwt } = this.#groups;
    const back = Math.max(from, start - MAX_BEFORE_LONG);
    const first = stretchStart(text, start, back, CHARACTERS.token);
    const token = jwt ? jwtAt(text, first) : undefined;
    if (token || !keys) return token;
    return (
      vendorKeyAt(text, first) ??
      (first < start ? vendorKeyAt(text, start) : undefined) ??
      specialKeyAround(text, start, end)
    );
  }

  /** Where to go on: behind the base64 of an address that is data, else at the next character. */
  #after(text: string, at: number): number {
    if (text.charCodeAt(at) !== 0x3a || text.charCodeAt(at - 1) !== 0x61) return at + 1;
    DATA_ADDRESS.lastIndex = at - MAX_DATA_SCHEME + 1;
    return DATA_ADDRESS.test(text) ? stretchEnd(text, DATA_ADDRESS.lastIndex, CHARACTERS.base64) : at + 1;
  }
}

/** Whether a text is written mostly in other letters than Latin ones: a few places tell. */
function isForeign(text: string): boolean {
  const step = (text.length >> 3) + 1;
  for (let at = 0; at < text.length; at += step) if (text.charCodeAt(at) > 0xff) return true;
  return false;
}

/** A hyphen within a word begins neither a flag nor a private key. */
function isFlagOrKey(text: string, at: number): boolean {
  return !isOf(text.charCodeAt(at - 1), CHARACTERS.alnum) || text.charCodeAt(at + 1) === 0x2d;
}

/** Credentials in the form of an `Authorization` header, wherever they are. */
function credentials(text: string, found: Finding[] | undefined): Finding[] | undefined {
  let more = found;
  for (const match of text.matchAll(CREDENTIALS)) {
    const [whole, scheme, value] = match;
    const isSecret = /\d/.test(value!) ? value!.length >= 8 : value!.length >= 20 && !isHyphenated(value!);
    if (!isSecret || isPlaceholder(value!)) continue;
    const rule = scheme === 'Basic' ? 'BASIC_CREDENTIALS' : 'BEARER_TOKEN';
    more ??= [];
    more.push({ start: match.index, end: match.index + whole.length, rule, value: whole });
  }
  return more;
}

/** Words that hyphens or slashes join. */
const isHyphenated = (value: string): boolean => /^[a-z]+(?:[-/._][a-z]+)+$/i.test(value);

function quotedPasswords(text: string, found: Finding[] | undefined): Finding[] | undefined {
  let more = found;
  for (const match of text.matchAll(QUOTED_PASSWORD)) {
    const end = match.index + match[0].length - 1;
    more ??= [];
    more.push({ start: end - match[1]!.length, end, rule: 'PASSWORD', value: match[1]! });
  }
  return more;
}

/** In order; where two overlap, the one that begins first, or is longer, stands for both. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const sorted = [...findings].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Finding[] = [];
  for (const one of sorted) {
    const last = kept.at(-1);
    if (last === undefined || one.start >= last.end) kept.push(one);
    else if (one.end > last.end && last.quoting === undefined) kept[kept.length - 1] = { ...last, end: one.end };
  }
  return kept;
}
