import type { TellingNames } from '../telling-names.ts';
import { CHARACTERS, isOf, stretchEnd, stretchStart, wordStart } from './characters.ts';
import { flagValue } from './command-line.ts';
import type { Finding } from './finding.ts';
import { jsonField, quotedNameBefore } from './json-field.ts';
import { looseField } from './loose-field.ts';
import { elementValue } from './markup.ts';
import { pairedValues } from './pairs.ts';
import { hasStretch, isForeignScript, nextLongStretch, Places } from './places.ts';
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

/** The stretch of letters and digits that the keys have which show themselves at no such place. */
const LONG = 20;
/** Shorter texts hold no key without a place. */
const SHORTEST_WITHOUT_PLACE = 15;
/** In a text of another script a secret stands out as a stretch of letters and digits. */
const SHORTEST_FOREIGN = 5;
const BROKEN_KEYS = ['AIza', 'SG.', 'GR1348941'];
/** So far before a long stretch its key may begin. */
const MAX_BEFORE_LONG = 80;
const CREDENTIALS = /\b(Bearer|Basic)[ ]+([A-Za-z0-9._~+/-]{8,}=*)/g;
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
    const isForeign = isForeignScript(text);
    const found = this.#atPlaces(text, isForeign);
    const isWorth = text.length >= SHORTEST_WITHOUT_PLACE && (!isForeign || hasStretch(text, SHORTEST_FOREIGN));
    const more = isWorth ? this.#elsewhere(text, isForeign) : undefined;
    if (more === undefined) return found;
    return found === undefined ? inOrder(more) : inOrder([...found, ...more]);
  }

  #atPlaces(text: string, isForeign: boolean): Finding[] | undefined {
    const places = new Places(text, isForeign);
    let found: Finding[] | undefined;
    /** Where the last finding ends. */
    let from = 0;
    for (let at = places.next(0); at !== -1; ) {
      let next = at + 1;
      if (text.charCodeAt(at) === 0x5b) {
        const paired = startsString(text, next) ? pairedValues(text, at, this.#names) : NOTHING;
        if (paired.length > 0) {
          found ??= [];
          found.push(...paired);
          from = paired.at(-1)!.end;
          next = from;
        }
      } else {
        const one = this.#at(text, at, from);
        if (one !== undefined && one.start >= from) {
          found ??= [];
          found.push(one);
          from = one.end;
          next = Math.max(from, next);
        } else {
          next = afterData(text, at);
        }
      }
      at = places.next(next);
    }
    return found;
  }

  /** What no place shows. */
  #elsewhere(text: string, isForeign: boolean): Finding[] | undefined {
    const { keys, bearer, jwt } = this.#groups;
    let found: Finding[] | undefined;
    if (keys || jwt || bearer) found = this.#aroundLongStretches(text, isForeign);
    if (keys) for (const prefix of BROKEN_KEYS) if (text.includes(prefix)) found = brokenKeys(text, prefix, found);
    // A small `b` is not rare enough to be looked for: those tokens are found by their long stretch.
    if (bearer && (text.includes('Bearer ') || text.includes('Basic '))) found = credentials(text, found);
    if (text.includes("PASSWORD '") || text.includes("IDENTIFIED BY '")) found = quotedPasswords(text, found);
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
    const before = text.charCodeAt(at - 1);
    if (before === 0x22 || before === 0x27 || before === 0x20) {
      const quoted = quotedNameBefore(text, at, this.#names);
      if (quoted) {
        return jsonField(text, quoted, at + 1, this.#names);
      }
      if (before !== 0x20) return undefined;
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

  /** Keys and tokens by the long stretch of letters and digits in them. */
  #aroundLongStretches(text: string, isForeign: boolean): Finding[] | undefined {
    let found: Finding[] | undefined;
    let from = 0;
    for (let start = nextLongStretch(text, 0, LONG, isForeign); start !== -1; ) {
      const end = stretchEnd(text, start + LONG, CHARACTERS.alnum);
      const one = this.#around(text, start, end, from);
      if (one) {
        found ??= [];
        found.push(one);
        from = one.end;
      }
      start = nextLongStretch(text, Math.max(end, from), LONG, isForeign);
    }
    return found;
  }

  /** The token that a long stretch belongs to: its parts may be joined by dots, hyphens and tildes. */
  #around(text: string, start: number, end: number, from: number): Finding | undefined {
    const { keys, jwt, bearer } = this.#groups;
    const back = Math.max(from, start - MAX_BEFORE_LONG);
    const first = wordStart(text, stretchStart(text, start, back, CHARACTERS.token));
    const token = (bearer ? bearerToken(text, first, end) : undefined) ?? (jwt ? jwtAt(text, first) : undefined);
    if (token || !keys) return token;
    return (
      vendorKeyAt(text, first) ??
      (first < start ? vendorKeyAt(text, start) : undefined) ??
      specialKeyAround(text, start, end)
    );
  }
}

const NOTHING: readonly Finding[] = [];

/** Whether a list goes on with a text: after a quote, an escaped quote or white space. */
function startsString(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x22 || code === 0x27 || code === 0x5c || code === 0x20 || code === 0x0a;
}

/** Where to go on: behind the base64 of an address that is data, else at the next character. */
function afterData(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x3a || text.charCodeAt(at - 1) !== 0x61) return at + 1;
  DATA_ADDRESS.lastIndex = at - MAX_DATA_SCHEME + 1;
  return DATA_ADDRESS.test(text) ? stretchEnd(text, DATA_ADDRESS.lastIndex, CHARACTERS.base64) : at + 1;
}

/** Keys without a separator in their prefix, and perhaps with some in all of their long stretches. */
function brokenKeys(text: string, prefix: string, found: Finding[] | undefined): Finding[] | undefined {
  let more = found;
  for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + prefix.length)) {
    const key = vendorKeyAt(text, at);
    if (!key) continue;
    more ??= [];
    more.push(key);
  }
  return more;
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

/** The token that begins here, if the word before says that it is one. */
function bearerToken(text: string, start: number, end: number): Finding | undefined {
  if (text.charCodeAt(start - 1) !== 0x20) return undefined;
  const word = /(?<![A-Za-z])(?:bearer|basic) {1,9}$/.exec(text.slice(Math.max(0, start - 20), start))?.[0];
  if (word === undefined) return undefined;
  const from = start - word.length;
  const to = stretchEnd(text, end, CHARACTERS.base64);
  const rule = word.startsWith('basic') ? 'BASIC_CREDENTIALS' : 'BEARER_TOKEN';
  return { start: from, end: to, rule, value: text.slice(from, to) };
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
