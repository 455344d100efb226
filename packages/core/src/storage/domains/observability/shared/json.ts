import { wellFormed } from './text.ts';

const escapeSequence = /\\(?:ud[89a-f][0-9a-f]{2}|.)/gs;

/**
 * A value as JSON text, with unpaired surrogates replaced by U+FFFD. Answers `undefined` for what JSON leaves out and
 * for `null`: both mean absent.
 *
 * @throws TypeError for circular values and big integers.
 */
export function jsonText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = JSON.stringify(value);
  if (text === undefined || text === 'null') return undefined;
  // `JSON.stringify` writes unpaired surrogates, and nothing else, as `\ud…`; an escaped backslash may stand before `ud`.
  return text.includes('\\ud') ? text.replace(escapeSequence, found => (found.length === 6 ? '\ufffd' : found)) : text;
}

/** JSON text with the keys of every object sorted, so that equal values have equal texts. `null` is `'null'`. */
export function canonicalJson(value: unknown): string {
  const plain: unknown = JSON.parse(jsonText(value) ?? 'null');
  return JSON.stringify(sorted(plain));
}

function sorted(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]));
}
