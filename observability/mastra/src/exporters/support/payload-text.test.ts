import { expect, test } from 'vitest';
import { payloadText } from './payload-text.ts';

const circle: Record<string, unknown> = {};
circle.self = circle;

test.each([
  ['text as it is', 'a "b"', 'a "b"'],
  ['anything else as JSON', { a: [1, null] }, '{"a":[1,null]}'],
  ['large whole numbers as their digits', { n: 2n ** 64n }, '{"n":"18446744073709551616"}'],
  ['a circle as something', circle, '[object Object]'],
  ['nothing as nothing', null, undefined],
])('%s', (_, value, text) => {
  expect(payloadText(value)).toBe(text);
});
