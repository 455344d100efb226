import type { TellingNames } from '../telling-names.ts';
import { CHARACTERS, stretchEnd } from './characters.ts';
import type { Finding } from './finding.ts';
import { isPlainText } from './plain-value.ts';

const MAX_CONTENT = 4096;
const NAME_ATTRIBUTE = /\b(?:name|key|id|property)\s*=\s*\\*["']([\w.:-]{1,64})\\*["']/i;
const VALUE_ATTRIBUTE = /\b(?:value|content)\s*=\s*\\*(["'])/gi;

/** The secret in the element of XML or HTML that begins here: its content, or its attribute `value` where another names it. */
export function elementValue(text: string, at: number, names: TellingNames): Finding | undefined {
  const nameEnd = stretchEnd(text, at + 1, CHARACTERS.name);
  if (nameEnd === at + 1) return undefined;
  const next = text.charCodeAt(nameEnd);
  if (next === 0x3e) return names.mayEndAt(text, nameEnd - 1) ? content(text, at + 1, nameEnd, names) : undefined;
  return next === 0x20 ? namedAttribute(text, nameEnd, names) : undefined;
}

function content(text: string, nameStart: number, nameEnd: number, names: TellingNames): Finding | undefined {
  const name = text.slice(nameStart, nameEnd);
  const telling = names.inText(name);
  if (!telling) return undefined;
  const start = nameEnd + 1;
  const end = text.indexOf('<', start);
  if (end === -1 || end === start || end - start > MAX_CONTENT || !text.startsWith(`/${name}>`, end + 1))
    return undefined;
  const value = text.slice(start, end);
  if (isPlainText(value, telling, name) || (telling.kind === 'token' && /^[\d\s.,]+$/.test(value))) return undefined;
  return { start, end, rule: telling.rule, value };
}

function namedAttribute(text: string, from: number, names: TellingNames): Finding | undefined {
  const window = text.slice(from, from + 400);
  const close = window.indexOf('>');
  const tag = close === -1 ? window : window.slice(0, close);
  const name = NAME_ATTRIBUTE.exec(tag)?.[1];
  const telling = name === undefined ? undefined : names.inText(name);
  if (!telling) return undefined;
  VALUE_ATTRIBUTE.lastIndex = 0;
  const attribute = VALUE_ATTRIBUTE.exec(tag);
  if (!attribute) return undefined;
  const start = from + VALUE_ATTRIBUTE.lastIndex;
  const end = tag.indexOf(attribute[1]!, VALUE_ATTRIBUTE.lastIndex);
  const value = text.slice(start, from + (end === -1 ? tag.length : end)).replace(/\\+$/, '');
  return isPlainText(value, telling, name!)
    ? undefined
    : { start, end: start + value.length, rule: telling.rule, value };
}
