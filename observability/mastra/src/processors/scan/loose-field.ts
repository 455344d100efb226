import type { Telling, TellingNames } from '../telling-names.ts';
import { CHARACTERS, isOf, stretchStart, wordStart } from './characters.ts';
import type { Finding } from './finding.ts';
import { headerValue } from './header-value.ts';
import { isPlaceholder, isPlainText, isSecretWord, type Meeting } from './plain-value.ts';
import { readQuoted } from './quoting.ts';

const MAX_NAME = 64;
/** The words before a name that may belong to it, as in `Secret access key: …`. */
const LAST_WORD = /^(?:keys?|codes?|phrase|string|signature)$/i;
const PHRASE = /(?:[A-Za-z]+ ){1,3}[A-Za-z]+$/;
/** Where a value without quotes ends: the escaped end of a line counts, too. */
const VALUE = /^(?:[^\s"'`<>\\,;&]|\\(?![nrt"'\\]))+/;
const LOOSE_VALUE = /^(?:[^\s"'`<>\\,;]|\\(?![nrt"'\\]))+/;
/** In a connection string blanks belong to the value. */
const CONNECTION_VALUE = /^[^;"'`<>\\\r\n&]+/;
/** So much of a value is looked at. */
const MAX_JUDGED = 1000;
const LONG_VALUE = /[^\s"'`<>\\,;&]+/y;
const END_OF_SENTENCE = /[)\]}.!?:]+$/;
const BLOCK = /[|>][+-]?\d?[ \t]*(?:\r?\n|\\n)[ \t]+([^\r\n"\\]+)/y;

/** A name without quotes in front of a separator. */
interface LooseName {
  readonly name: string;
  readonly start: number;
  readonly telling: Telling;
  readonly isPhrase: boolean;
}

/** The secret of a telling name without quotes around it, with the separator `=` or `:` here. */
export function looseField(text: string, separator: number, from: number, names: TellingNames): Finding | undefined {
  let end = separator;
  let last = text.charCodeAt(end - 1);
  // `:=` of Go, `||=` and `?=` of Ruby and Make.
  while (separator - end < 2 && isOfOperator(last)) last = text.charCodeAt(--end - 1);
  const isSpaced = isBlank(last);
  while (separator - end < 4 && isBlank(last)) last = text.charCodeAt(--end - 1);
  if (end <= from) return undefined;
  if (!isOf(last, CHARACTERS.alnum)) {
    return last === 0x5d ? indexedField(text, separator, end, from, names) : undefined;
  }
  if (!names.mayEndAt(text, end - 1)) return undefined;
  const named = looseName(text, end, from, names);
  return named && secretOf(text, separator, named, isSpaced);
}

/** `config['password'] = 'x'`, `$_ENV["API_KEY"] = 'x'`. */
function indexedField(
  text: string,
  separator: number,
  end: number,
  from: number,
  names: TellingNames,
): Finding | undefined {
  const name = /\[\s*["']([\w.-]{1,64})["']\s*\]$/.exec(text.slice(Math.max(from, end - 80), end))?.[1];
  const telling = name === undefined ? undefined : names.inText(name);
  const value = telling && readQuoted(text, skipBlanks(text, separator + 1));
  if (!value || isPlainText(value.value, telling, name!)) return undefined;
  return { start: value.start, end: value.end, rule: telling.rule, value: value.value, quoting: value.quoting };
}

function looseName(text: string, end: number, from: number, names: TellingNames): LooseName | undefined {
  const start = wordStart(text, stretchStart(text, end, Math.max(from, end - MAX_NAME), CHARACTERS.name));
  const name = text.slice(start, end).replace(/^[-.]+/, '');
  const telling = names.inText(name);
  if (telling) return { name, start, telling, isPhrase: isWordBefore(text, start, from) };
  if (text.charCodeAt(start - 1) !== 0x20 || !LAST_WORD.test(name)) return undefined;
  const phrase = PHRASE.exec(text.slice(Math.max(from, end - MAX_NAME), end))?.[0];
  if (phrase === undefined) return undefined;
  const ofPhrase = names.inText(phrase);
  return ofPhrase && { name: phrase, start: end - phrase.length, telling: ofPhrase, isPhrase: true };
}

/** Whether a word of prose stands before the name on its line; the keywords of a language are none. */
function isWordBefore(text: string, start: number, from: number): boolean {
  if (text[start - 1] !== ' ') return false;
  const before = /(\p{L}+)[ ]+$/u.exec(text.slice(Math.max(from, start - 20), start))?.[1];
  return (
    before !== undefined &&
    !/^(?:export|set|const|let|var|env|ENV|ARG|setenv|my|local|readonly|declare|public|private|static|final|string|String|and)$/.test(
      before,
    )
  );
}

function secretOf(text: string, separator: number, named: LooseName, isSpaced: boolean): Finding | undefined {
  const { telling, name, start: nameStart, isPhrase } = named;
  const isColon = text.charCodeAt(separator) === 0x3a;
  let at = separator + 1;
  if (!isColon && (text[at] === '=' || text[at] === '~')) return undefined;
  if (text[at] === '>' || (isColon && text[at] === '=')) at++;
  const valueStart = skipBlanks(text, at);
  const isTight = !isColon && !isSpaced && valueStart === at;

  const quoted = readQuoted(text, valueStart);
  if (quoted) {
    if (valueStart === at && isInside(text, nameStart, quoted.quoting.quote)) return undefined;
    if (quoted.quoting.quote === '`' && isPhrase && !/\d/.test(quoted.value)) return undefined;
    if (isPlainText(quoted.value, telling, name) || !reads(quoted.value)) return undefined;
    const { start, end, quoting, value } = quoted;
    return { start, end, rule: telling.rule, value, quoting };
  }
  if (telling.kind === 'header' && (isColon || isTight)) return headerValue(text, valueStart, telling.rule);
  if (isColon && (text[valueStart] === '|' || text[valueStart] === '>')) return block(text, valueStart, telling);

  const window = text.slice(valueStart, valueStart + MAX_JUDGED);
  const isInConnection = isTight && text[nameStart - 1] === ';';
  const raw = (isInConnection ? CONNECTION_VALUE : isTight ? VALUE : LOOSE_VALUE).exec(window)?.[0];
  if (raw === undefined || isPlaceholder(raw)) return undefined;
  const value =
    isTight && !/[([]/.test(raw) ? raw.replace(/[)\]}]+$/, '') : isTight ? raw : raw.replace(END_OF_SENTENCE, '');
  const meeting: Meeting = {
    isTight,
    isPhrase: isPhrase && !isTight,
    isFirst: isFirst(text, nameStart),
    isLast: isLast(text, valueStart + value.length),
  };
  if (!isSecretWord(value, telling, name, meeting)) return undefined;
  if (raw.length < MAX_JUDGED) return { start: valueStart, end: valueStart + value.length, rule: telling.rule, value };
  LONG_VALUE.lastIndex = valueStart;
  const whole = LONG_VALUE.exec(text)![0];
  return { start: valueStart, end: valueStart + whole.length, rule: telling.rule, value: whole };
}

/** The lines of a YAML block: the first one holds the secret, or the whole of it. */
function block(text: string, at: number, { rule, kind }: Telling): Finding | undefined {
  BLOCK.lastIndex = at;
  const value = kind === 'token' || kind === 'password' || kind === 'secret' ? BLOCK.exec(text)?.[1] : undefined;
  if (value === undefined || value.trim().includes(' ')) return undefined;
  return { start: BLOCK.lastIndex - value.length, end: BLOCK.lastIndex, rule, value };
}

/** Whether the quote right behind the separator closes a string that the name stands in: `"Password:"`. */
function isInside(text: string, nameStart: number, quote: string): boolean {
  const before = text.slice(Math.max(0, nameStart - 200), nameStart);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return line.split(quote).length % 2 === 0;
}

/** A value in quotes goes no further than a line, and is no piece of code between two strings. */
function reads(value: string): boolean {
  return value.length <= 4096 && !/^\s*[+,;)]/.test(value) && !/\n.*\n/.test(value);
}

function isFirst(text: string, nameStart: number): boolean {
  const before = text.slice(Math.max(0, nameStart - 12), nameStart);
  return (
    nameStart === 0 ||
    /(?:^|[\n\r?&;,{(]|\\n)[ \t]*(?:export |set |ENV |ARG |- )?$/.test(before) ||
    /[ "'`]$/.test(before)
  );
}

function isLast(text: string, end: number): boolean {
  return (
    end >= text.length ||
    /^(?:[\r\n&;"'`]|\\[nr]| *[\r\n]|\s*$|\s#)/.test(text.slice(end, end + 8)) ||
    text[end] === ' '
  );
}

/** `:` `|` `?` `+` */
const isOfOperator = (code: number): boolean => code === 0x3a || code === 0x7c || code === 0x3f || code === 0x2b;

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}
