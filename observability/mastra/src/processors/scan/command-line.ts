import type { TellingNames } from '../telling-names.ts';
import { CHARACTERS, stretchEnd } from './characters.ts';
import type { Finding } from './finding.ts';
import { isPlaceholder, isSecretWord } from './plain-value.ts';

const VALUE = /(?:[^\s"'`<>\\;|&]|\\(?![nrt"'\\]))+/y;
const QUOTED = /(["'])([^"'\n]{1,400})\1/y;
const USER = /-(?:u|-user|-proxy-user)[ =]\s*["']?([^\s"':]+):([^\s"']+)/y;
/** `sshpass -p x`, `mysql -px`, `docker login -p x`. */
const SHORT_PASSWORD = /-p ?["']?([^\s"'-][^\s"']{2,})/y;
const TAKES_PASSWORD =
  /\b(?:sshpass|mysql(?:dump|admin)?|mariadb|docker login|podman login|helm registry login|redis-cli|mongosh?)\b[^\n|;&]*$/;
const NAMES_USER = /\b(?:curl|wget|http|https|xh|hurl)\b[^\n|;&]*$/;

/** The secret behind a flag that begins with this hyphen: `--api-key x`, `curl -u user:x`. */
export function flagValue(text: string, at: number, names: TellingNames): Finding | undefined {
  const before = text.charCodeAt(at - 1);
  // A flag follows a blank, or a quote in a list of arguments.
  if (at > 0 && !(before === 0x20 || before === 0x0a || before === 0x09)) return undefined;
  if (text.charCodeAt(at + 1) === 0x2d) return longFlag(text, at + 2, names);
  return userFlag(text, at) ?? passwordFlag(text, at);
}

function longFlag(text: string, nameStart: number, names: TellingNames): Finding | undefined {
  const nameEnd = stretchEnd(text, nameStart, CHARACTERS.base64url);
  const next = text.charCodeAt(nameEnd);
  if (next !== 0x20 || nameEnd === nameStart || !names.mayEndAt(text, nameEnd - 1)) {
    return userFlag(text, nameStart - 1);
  }
  const name = text.slice(nameStart, nameEnd);
  const telling = names.inText(name);
  if (!telling || telling.kind === 'header') return userFlag(text, nameStart - 1);
  const start = nameEnd + 1;
  QUOTED.lastIndex = start;
  const quoted = QUOTED.exec(text)?.[2];
  if (quoted !== undefined) {
    return isPlaceholder(quoted)
      ? undefined
      : { start: start + 1, end: start + 1 + quoted.length, rule: telling.rule, value: quoted };
  }
  VALUE.lastIndex = start;
  const value = VALUE.exec(text)?.[0];
  if (value === undefined || value.startsWith('-')) return undefined;
  const isLast = /^\s*(?:$|\n|\\n|-)/.test(text.slice(start + value.length, start + value.length + 4));
  const meeting = { isTight: true, isPhrase: false, isFirst: true, isLast };
  if (!isSecretWord(value, telling, name, meeting)) return undefined;
  return { start, end: start + value.length, rule: telling.rule, value };
}

function userFlag(text: string, at: number): Finding | undefined {
  USER.lastIndex = text.charCodeAt(at - 1) === 0x2d ? at - 1 : at;
  const match = USER.exec(text);
  if (!match || isPlaceholder(match[2]!) || !NAMES_USER.test(text.slice(Math.max(0, at - 300), at))) return undefined;
  const end = USER.lastIndex;
  return { start: end - match[2]!.length, end, rule: 'PASSWORD', value: match[2]! };
}

function passwordFlag(text: string, at: number): Finding | undefined {
  SHORT_PASSWORD.lastIndex = at;
  if (text[at + 1] !== 'p') return undefined;
  const value = SHORT_PASSWORD.exec(text)?.[1];
  if (value === undefined || isPlaceholder(value) || /^\d{1,5}(?::\d+)?$/.test(value)) return undefined;
  if (!TAKES_PASSWORD.test(text.slice(Math.max(0, at - 200), at))) return undefined;
  const end = SHORT_PASSWORD.lastIndex;
  return { start: end - value.length, end, rule: 'PASSWORD', value };
}
