import { expect, it } from 'vitest';
import { attributesOf } from './attributes.ts';

it('keeps what OpenTelemetry has a kind for, and makes text of the rest', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(
    attributesOf({
      text: 'a',
      empty: '',
      number: 1.5,
      flag: false,
      list: ['a', 'b'],
      none: [],
      mixed: ['a', 1],
      holes: [1, Number.NaN],
      object: { a: { b: 1 } },
      date: new Date('2026-01-02T03:04:05.678Z'),
      badDate: new Date(Number.NaN),
      big: 12345678901234567890n,
      bigInside: { n: 1n },
      circle,
      undefined: undefined,
      null: null,
      nan: Number.NaN,
      infinite: Number.POSITIVE_INFINITY,
      call: () => 1,
    }),
  ).toEqual({
    text: 'a',
    empty: '',
    number: 1.5,
    flag: false,
    list: ['a', 'b'],
    none: [],
    mixed: '["a",1]',
    holes: '[1,null]',
    object: '{"a":{"b":1}}',
    date: '2026-01-02T03:04:05.678Z',
    big: '12345678901234567890',
    bigInside: '{"n":"1"}',
    circle: '[not representable]',
  });
});
