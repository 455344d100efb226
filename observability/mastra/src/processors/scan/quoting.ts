/** How the strings of one level of nesting are quoted: with `\"` within a string, with `\\\"` within one in that. */
export interface Quoting {
  readonly quote: string;
  /** Backslashes before a quote. */
  readonly escapes: number;
}

/** A string in a text, with its quotes. */
export interface QuotedText {
  readonly start: number;
  readonly end: number;
  /** What it says, without escapes. */
  readonly value: string;
  readonly quoting: Quoting;
}

/** 0, 1, 3, 7 …: every level of nesting doubles what is there, and adds one. */
export function isQuoting(escapes: number): boolean {
  return (escapes & (escapes + 1)) === 0;
}

export function backslashesBefore(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && text.charCodeAt(start - 1) === 0x5c) start--;
  return at - start;
}

/** The string that begins here with a quote of this level; `undefined` for anything else. */
export function readQuoted(text: string, start: number, escapes?: number): QuotedText | undefined {
  let at = start;
  while (text.charCodeAt(at) === 0x5c) at++;
  const found = at - start;
  const quote = text[at];
  if ((quote !== '"' && quote !== "'" && quote !== '`') || (escapes !== undefined && found !== escapes))
    return undefined;
  if (!isQuoting(found)) return undefined;
  const quoting = { quote, escapes: found };
  const from = at + 1;
  const end = stringEnd(text, from, quoting);
  return {
    start,
    end: end.closes ? end.at + found + 1 : end.at,
    value: unescaped(text.slice(from, end.at), found),
    quoting,
  };
}

/** Where the content of a string ends: at its own quote, at that of a string around it, or with the text. */
export function stringEnd(
  text: string,
  from: number,
  { quote, escapes }: Quoting,
): { readonly at: number; readonly closes: boolean } {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    const found = backslashesBefore(text, at, from);
    if (found < escapes) return { at: at - found, closes: false };
    if ((found - escapes) % (2 * (escapes + 1)) === 0) return { at: at - escapes, closes: true };
  }
  return { at: text.length, closes: false };
}

/** Where the object or list that begins here ends. */
export function containerEnd(text: string, start: number, { quote, escapes }: Quoting): number {
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

/** What a string says, so that a value is recognized wherever it occurs. */
export function unescaped(content: string, escapes: number): string {
  if (!content.includes('\\')) return content;
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

/** A text as a string of this level of nesting. */
export function quoted(token: string, { quote, escapes }: Quoting): string {
  let content = token;
  for (let level = escapes; level >= 0; level = level === 0 ? -1 : level >> 1)
    content = JSON.stringify(content).slice(1, -1);
  if (quote !== '"') content = content.replaceAll(quote, `\\${quote}`);
  const mark = '\\'.repeat(escapes) + quote;
  return mark + content + mark;
}
