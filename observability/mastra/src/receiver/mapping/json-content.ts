import { MAX_DEPTH } from '../wire/values.ts';

/** What a text of JSON holds; a text that is none, or nests without end, stays a text. */
export function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, MAX_DEPTH) ? text : value;
  } catch {
    return text;
  }
}

/** Texts are short and nesting is deep: what nests without end would exhaust the stack of whoever walks it. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some(inner => isDeeper(inner, levels - 1));
}

/** Structured content, which most senders write as a text of JSON. Texts that only might be JSON stay what they are. */
export function contentOf(value: unknown): unknown {
  return typeof value === 'string' && LIKE_JSON.test(value) ? parsedJson(value) : value;
}

const LIKE_JSON = /^\s*[[{"]/;
