import type { Telling, TellingNames } from '../telling-names.ts';
import type { Finding } from './finding.ts';
import { secretLength } from './header-value.ts';
import { isPlainText, looksRandom } from './plain-value.ts';
import { type QuotedText, readQuoted } from './quoting.ts';

/** Lists longer than this are no pairs, and no headers. */
const MAX_ITEMS = 200;
const BETWEEN = /\s*,\s*/y;
const SPACE = /\s*/y;

/** The secrets in the list of texts that begins here: `["authorization", "x"]`, or headers and values in turn. */
export function pairedValues(text: string, at: number, names: TellingNames): readonly Finding[] {
  const found: Finding[] = [];
  let name: QuotedText | undefined;
  SPACE.lastIndex = at + 1;
  SPACE.test(text);
  let next = SPACE.lastIndex;
  for (let items = 0; items < MAX_ITEMS; items++) {
    const item = readQuoted(text, next);
    if (!item || item.quoting.quote === '`') break;
    BETWEEN.lastIndex = item.end;
    const goesOn = BETWEEN.test(text);
    if (name && items % 2 === 1) {
      const telling = names.inText(name.value);
      const isPair = items === 1 && !goesOn && /[[,]\s*$/.test(text.slice(Math.max(0, at - 4), at));
      if (telling && isPairedSecret(item.value, telling, name.value, isPair)) {
        const { start, end, value, quoting } = item;
        found.push({ start, end, rule: telling.rule, value, quoting });
      }
    }
    if (!goesOn) break;
    name = item;
    next = BETWEEN.lastIndex;
  }
  return found;
}

/**
 * Whether what follows a name in a list belongs to it and is a secret. In a list of pairs it does; elsewhere the list may
 * hold nothing but names, so that the text has to look like a secret.
 */
export function isPairedSecret(value: string, telling: Telling, name: string, isPair: boolean): boolean {
  if (telling.kind === 'header')
    return isPair ? !isPlainText(value, telling, name) : secretLength(value, telling.rule) > 0;
  if (isPlainText(value, telling, name)) return false;
  return isPair || looksRandom(value) || (/\d/.test(value) && /[-_]/.test(name));
}
