import type { SensitiveKeys } from './sensitive-keys.ts';

/** The longest key that is read in a text. */
const MAX_KEY = 100;
const SPACE = /(?:\s|\\+[nrt])*/y;
const NUMBER = /-?\d[\d.eE+-]*/y;

/** A value in a text: up to `end`, and what it says. */
interface Value {
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
}

/** How the strings of one level of nesting are quoted: with `\"` within a string, with `\\\"` within one in that. */
interface Quoting {
  readonly quote: string;
  /** Backslashes before a quote. */
  readonly escapes: number;
}

/**
 * Masks the values of sensitive keys in text that is JSON, or holds some: the answer of a tool, the body of a request in
 * an error message, JSON in a string in JSON. Everything else stays as it was, to the letter, and JSON stays valid. Cut
 * off JSON is masked to its end. Reads a text once, from colon to colon.
 */
export function maskEmbeddedFields(
  text: string,
  keys: SensitiveKeys,
  mask: (value: unknown, rule: string) => string,
): string {
  let colon = text.indexOf(':');
  // Prose has colons, but no braces.
  if (colon === -1 || (!text.includes('{') && !text.includes('}'))) return text;
  let masked = '';
  let kept = 0;
  while (colon !== -1) {
    let next = colon + 1;
    const end = quoteBefore(text, colon);
    // Most keys are told apart by their last letters. A backslash before the quote is the rare case.
    if (end !== -1 && keys.mayEndAt(text, end - 1)) {
      const found = readField(text, end, next, keys);
      if (found) {
        masked += text.slice(kept, found.start) + quoted(mask(found.value, found.rule), found.quoting);
        kept = next = found.end;
      }
    }
    colon = text.indexOf(':', next);
  }
  return kept === 0 ? text : masked + text.slice(kept);
}

/** The field whose key ends before this quote and whose value begins after the colon, if it is sensitive. */
function readField(
  text: string,
  end: number,
  afterColon: number,
  keys: SensitiveKeys,
): (Value & { rule: string; quoting: Quoting }) | undefined {
  const escapes = backslashesBefore(text, end, 0);
  const last = end - escapes - 1;
  if (!isQuoting(escapes) || (escapes > 0 && !keys.mayEndAt(text, last))) return undefined;
  const quoting = { quote: text[end]!, escapes };
  const rule = keys.ruleOf(keyBefore(text, last, quoting.quote));
  const value = rule === undefined ? undefined : readValue(text, afterColon, quoting);
  return value && { ...value, rule: rule!, quoting };
}

/** The quote that ends a key before this colon, or -1. */
function quoteBefore(text: string, colon: number): number {
  let at = colon - 1;
  let code = text.charCodeAt(at);
  while (code === 0x20 || code === 0x09) code = text.charCodeAt(--at);
  return code === 0x22 || code === 0x27 ? at : -1;
}

function backslashesBefore(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && text.charCodeAt(start - 1) === 0x5c) start--;
  return at - start;
}

function keyBefore(text: string, last: number, quote: string): string {
  let start = last + 1;
  while (start > 0 && last - start < MAX_KEY && text[start - 1] !== quote) start--;
  const key = text.slice(start, last + 1);
  if (!key.includes('\\')) return key;
  return key.replace(/\\+u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** 0, 1, 3, 7 …: every level of nesting doubles what is there, and adds one. */
function isQuoting(escapes: number): boolean {
  return (escapes & (escapes + 1)) === 0;
}

/** The value after a colon; `undefined` for what tells nothing, such as `true`, and for what is no value. */
function readValue(text: string, from: number, quoting: Quoting): Value | undefined {
  SPACE.lastIndex = from;
  SPACE.test(text);
  const start = SPACE.lastIndex;
  let at = start;
  while (text.charCodeAt(at) === 0x5c) at++;
  const code = text[at];
  if (code === '"' || code === "'") {
    return at - start === quoting.escapes ? readString(text, start, { ...quoting, quote: code }) : undefined;
  }
  if (at !== start) return undefined;
  if (code === '{' || code === '[') return { start, end: containerEnd(text, start, quoting), value: {} };
  NUMBER.lastIndex = start;
  const number = NUMBER.exec(text);
  return number ? { start, end: NUMBER.lastIndex, value: Number(number[0]) } : undefined;
}

function readString(text: string, start: number, { quote, escapes }: Quoting): Value {
  const from = start + escapes + 1;
  const { at, closes } = stringEnd(text, from, { quote, escapes });
  return { start, end: closes ? at + escapes + 1 : at, value: unescaped(text.slice(from, at), escapes) };
}

/** Where the content of a string ends: at its own quote, at that of a string around it, or with the text. */
function stringEnd(text: string, from: number, { quote, escapes }: Quoting): { at: number; closes: boolean } {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    const found = backslashesBefore(text, at, from);
    if (found < escapes) return { at: at - found, closes: false };
    if ((found - escapes) % (2 * (escapes + 1)) === 0) return { at: at - escapes, closes: true };
  }
  return { at: text.length, closes: false };
}

function containerEnd(text: string, start: number, { quote, escapes }: Quoting): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const one = text[at];
    if (one === '{' || one === '[') depth++;
    else if (one === '}' || one === ']') {
      if (--depth === 0) return at + 1;
    } else if (one === '"' || one === quote) {
      const found = backslashesBefore(text, at, start);
      // The string around all this ends: the container was cut off.
      if (found < escapes) return at - found;
      const end = stringEnd(text, at + 1, { quote: one, escapes });
      if (!end.closes) return end.at;
      at = end.at + escapes;
    }
  }
  return text.length;
}

/** What a string says, so that a value is known again wherever it is met. */
function unescaped(content: string, escapes: number): string {
  let value = content;
  try {
    for (let level = escapes; level >= 0; level = level === 0 ? -1 : level >> 1)
      value = JSON.parse(`"${value}"`) as string;
    return value;
  } catch {
    // Not JSON after all, or cut off: known by how it is written.
    return content;
  }
}

function quoted(token: string, { quote, escapes }: Quoting): string {
  let content = token;
  for (let level = escapes; level >= 0; level = level === 0 ? -1 : level >> 1)
    content = JSON.stringify(content).slice(1, -1);
  if (quote === "'") content = content.replaceAll("'", "\\'");
  const mark = '\\'.repeat(escapes) + quote;
  return mark + content + mark;
}
