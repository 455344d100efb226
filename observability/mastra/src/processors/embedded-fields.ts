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
  let masked = '';
  let kept = 0;
  for (let colon = text.indexOf(':'); colon !== -1; ) {
    let next = colon + 1;
    const end = quoteBefore(text, colon);
    if (end !== -1) {
      const escapes = backslashesBefore(text, end, 0);
      const last = end - escapes - 1;
      const rule = keys.mayEndAt(text, last) ? keys.ruleOf(keyBefore(text, last, text[end]!)) : undefined;
      const quoting = { quote: text[end]!, escapes };
      const found = rule && isQuoting(escapes) ? readValue(text, next, quoting) : undefined;
      if (found && rule) {
        masked += text.slice(kept, found.start) + quoted(mask(found.value, rule), quoting);
        kept = next = found.end;
      }
    }
    colon = text.indexOf(':', next);
  }
  return kept === 0 ? text : masked + text.slice(kept);
}

/** The quote that ends a key before this colon, or -1. */
function quoteBefore(text: string, colon: number): number {
  let at = colon - 1;
  while (at >= 0 && (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09)) at--;
  const code = at < 0 ? 0 : text.charCodeAt(at);
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
  return text
    .slice(start, last + 1)
    .replace(/\\+u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
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
