import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TellingNames } from '../telling-names.ts';
import { isPlainText } from './plain-value.ts';
import { quoted } from './quoting.ts';
import { TextScanner } from './text-scanner.ts';

const names = new TellingNames();
const none = { keys: false, bearer: false, jwt: false, privateKey: false, urlCredentials: false };
const scanner = new TextScanner(names, none);

function clean(text: string): string {
  let masked = '';
  let from = 0;
  for (const { start, end, rule, quoting } of scanner.scan(text) ?? []) {
    masked += text.slice(from, start) + (quoting ? quoted(`[${rule}]`, quoting) : `[${rule}]`);
    from = end;
  }
  return masked + text.slice(from);
}

describe('JSON in a text', () => {
  it.each([
    ['an object', '{"user":"ada","password":"hunter22"}', '{"user":"ada","password":"[PASSWORD]"}'],
    ['another order and spelling', '{ "API-KEY" : "x1" , "n":1}', '{ "API-KEY" : "[API_KEY]" , "n":1}'],
    ['a number', '{"pwd":-1.5e3,"n":2}', '{"pwd":"[PWD]","n":2}'],
    [
      'an object and a list',
      '{"credentials":{"a":["}"]},"cookie":[1,[2]],"n":1}',
      '{"credentials":"[CREDENTIALS]","cookie":"[COOKIE]","n":1}',
    ],
    ['quotes within', '{"secret":"a\\"b\\\\","n":1}', '{"secret":"[SECRET]","n":1}'],
    ['text around it', 'POST /login {"password":"x"} gave 401', 'POST /login {"password":"[PASSWORD]"} gave 401'],
    ['lines of it', '{"jwt":"a"}\n{"jwt":"b"}', '{"jwt":"[JWT]"}\n{"jwt":"[JWT]"}'],
    ['a dictionary of Python', "{'token': 'it\\'s', 'n': \"x\"}", "{'token': '[TOKEN]', 'n': \"x\"}"],
    ['what was cut off', '{"n":1,"password":"hunt', '{"n":1,"password":"[PASSWORD]"'],
    ['a container that was cut off', '{"n":1,"auth":{"a":"b', '{"n":1,"auth":"[AUTH]"'],
    ['an escaped key', '{"pass\\u0077ord":"x"}', '{"pass\\u0077ord":"[PASSWORD]"}'],
  ])('%s', (_what, given, expected) => {
    expect(clean(given)).toBe(expected);
  });

  it.each([
    '{"inputTokens":12,"author":"ada","monkey":"x"}',
    '{"password":null,"secret":true,"token":false}',
    'the "secret": nobody knows it',
    'at 10:30, see https://example.com:8080/a?b=c:d',
    '::::"":""',
    '"":1 \':\' \\":',
  ])('keeps %s', given => {
    expect(clean(given)).toBe(given);
  });

  it('stays valid JSON, whatever is in it and however often it is nested in strings', () => {
    const key = fc.oneof(
      fc.constantFrom('password', 'apiKey', 'note', 'a"b', "it's", 'x\\'),
      fc.string({ maxLength: 4 }),
    );
    const tree = fc.letrec<{ value: unknown }>(tie => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ maxLength: 8 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, 'a\\"b', '\\'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
        // The answer of a tool: JSON in a string.
        fc.dictionary(key, tie('value'), { maxKeys: 3 }).map(value => JSON.stringify(value)),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 4 }), value => {
        expect(JSON.parse(clean(JSON.stringify(value)))).toEqual(structurally(value));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The same by parsing: what the reading of the text has to come to. */
function structurally(value: unknown): unknown {
  if (typeof value === 'string') {
    return /^\{/.test(value) && isJson(value) ? JSON.stringify(structurally(JSON.parse(value))) : value;
  }
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  if (Array.isArray(value)) return value.map(structurally);
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => {
    const telling = item === null || typeof item === 'boolean' ? undefined : names.of(key);
    const isEmpty = typeof item === 'object' && item !== null && Object.keys(item).length === 0;
    const isPlain = !telling || isEmpty || (typeof item === 'string' && isPlainText(item, telling, key));
    return [key, isPlain ? structurally(item) : `[${telling.rule}]`];
  });
  return Object.fromEntries(entries);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
