import type { Telling, TellingNames } from '../telling-names.ts';
import type { Finding } from './finding.ts';
import { isPlainText, looksRandom } from './plain-value.ts';
import { backslashesBefore, containerEnd, isQuoting, type Quoting, readQuoted } from './quoting.ts';

/** The longest name that is read in a text. */
const MAX_NAME = 100;
const SPACE = /(?:\s|\\+[nrt])*/y;
const NUMBER = /-?\d[\d.eE+-]*/y;
/** The beginning of what a schema says of a property: a schema tells of secrets and holds none. */
const SCHEMA =
  /^\{(?:[^{}]{0,300}[,\s{])??\s*\\*["'](?:type\\*["']\s*:\s*(?:\\*["'](?:string|number|integer|boolean|array|object|null)|\[)|\$ref|anyOf|oneOf|allOf|properties)/;
/** What stands beside a `token` that is a piece of text. */
const TOKENIZER =
  /\\*["'](?:logprobs?|bytes|token_?id|prob|probability|score|special|text_offset|pos|lemma|rank|id)\\*["']\s*:/;
const ROW_NAME = /\\*["'](?:name|key|header|field|label|variable)\\*["']\s*:\s*\\*["']([^"'\\]{1,64})\\*["']/i;
const ROW_NAME_BEFORE = new RegExp(`${ROW_NAME.source}\\s*,\\s*$`, 'i');
const ROW_NAME_AFTER = new RegExp(`^\\s*,\\s*${ROW_NAME.source}`, 'i');

/** A quoted name that ends before a colon or an arrow. */
export interface QuotedName {
  readonly name: string;
  /** Where its opening quote stands. */
  readonly start: number;
  readonly quoting: Quoting;
}

/** The quoted name that ends right before `at`, blanks aside. */
export function quotedNameBefore(text: string, at: number, names: TellingNames): QuotedName | undefined {
  let end = at - 1;
  let code = text.charCodeAt(end);
  while (code === 0x20 || code === 0x09) code = text.charCodeAt(--end);
  // Most names are told apart by their last letters. A backslash before the quote is the rare case.
  if ((code !== 0x22 && code !== 0x27) || !names.mayEndAt(text, end - 1)) return undefined;
  const escapes = backslashesBefore(text, end, 0);
  const last = end - escapes - 1;
  if (!isQuoting(escapes) || (escapes > 0 && !names.mayEndAt(text, last))) return undefined;
  const quote = text[end]!;
  let start = last + 1;
  while (start > 0 && last - start < MAX_NAME && text[start - 1] !== quote) start--;
  if (start === 0 || text[start - 1] !== quote) return undefined;
  const name = text.slice(start, last + 1);
  return { name: unicode(name), start: start - 1 - backslashesBefore(text, start - 1, 0), quoting: { quote, escapes } };
}

function unicode(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replace(/\\+u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The secret in a field of JSON, of a dictionary of Python or of an object of JavaScript with quoted names. */
export function jsonField(
  text: string,
  field: QuotedName,
  afterSeparator: number,
  names: TellingNames,
): Finding | undefined {
  const { quoting, name } = field;
  SPACE.lastIndex = afterSeparator;
  SPACE.test(text);
  const start = SPACE.lastIndex;
  const isRow = /^val(?:ue)?$/i.test(name);
  const telling = isRow ? undefined : names.inText(name);
  if (!isRow && telling === undefined) return undefined;

  const string = readQuoted(text, start, quoting.escapes);
  if (string) {
    const of = telling ?? rowTelling(text, field.start, string.end, names);
    if (!of || isPlainText(string.value, of, name) || isPieceOfText(text, field.start, string.end, string.value, of)) {
      return undefined;
    }
    return { start, end: string.end, rule: of.rule, value: string.value, quoting: string.quoting };
  }
  if (telling === undefined) return undefined;
  const { kind, rule } = telling;
  const code = text[start];
  if (code === '{' || code === '[') {
    if (SCHEMA.test(text.slice(start, start + 400)) || kind === 'signature') return undefined;
    if (kind === 'token' && code === '[' && !holdsRandom(text, start)) return undefined;
    const end = containerEnd(text, start, quoting);
    return end - start > 2 ? { start, end, rule, value: {}, quoting } : undefined;
  }
  NUMBER.lastIndex = start;
  const number = NUMBER.exec(text);
  if (!number || kind === 'token' || kind === 'signature') return undefined;
  return { start, end: NUMBER.lastIndex, rule, value: Number(number[0]), quoting };
}

/** `{ "name": "Authorization", "value": "…" }`: the name stands in the field before, or in the one behind. */
function rowTelling(text: string, nameStart: number, valueEnd: number, names: TellingNames): Telling | undefined {
  const before = ROW_NAME_BEFORE.exec(text.slice(Math.max(0, nameStart - 160), nameStart));
  const found = before?.[1] ?? ROW_NAME_AFTER.exec(text.slice(valueEnd, valueEnd + 120))?.[1];
  return found === undefined ? undefined : names.inText(found);
}

/** `{ "token": " the", "logprob": -0.1 }`: what a model counts. */
function isPieceOfText(text: string, start: number, end: number, value: string, { kind }: Telling): boolean {
  if (kind !== 'token' || value.length > 40 || looksRandom(value)) return false;
  return TOKENIZER.test(text.slice(end, end + 60)) || TOKENIZER.test(text.slice(Math.max(0, start - 60), start));
}

/** Whether a list begins with a text and has one that looks like a secret: not numbers, not pieces of words. */
function holdsRandom(text: string, start: number): boolean {
  if (!/^\[\s*\\*["']/.test(text.slice(start, start + 40))) return false;
  for (const [, item] of text.slice(start, start + 1000).matchAll(/["']([^"'\\]*)\\*["']/g)) {
    if (looksRandom(item!)) return true;
  }
  return false;
}
