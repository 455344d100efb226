import { describe, expect, it } from 'vitest';
import { SensitiveDataFilter } from '../processors/sensitive-data.ts';
import { Capture } from './capture.ts';

const limits = { maxStringLength: 1000, maxPayloadBytes: 10_000, maxDepth: 8 };
const capture = () => new Capture(limits);

describe('a captured value', () => {
  it('does not change when the original does', () => {
    const original = { list: [1, { deep: 'a' }], when: new Date(0) };
    const copy = capture().value(original);
    (original.list[1] as { deep: string }).deep = 'changed';
    original.list.push(3);
    original.when.setTime(5);
    expect(copy).toEqual({ list: [1, { deep: 'a' }], when: '1970-01-01T00:00:00.000Z' });
  });

  it('is what JSON can hold, whatever it was', () => {
    class Point {
      x = 1;
      #hidden = 2;
      get sum() {
        return this.x + this.#hidden;
      }
    }
    const value = {
      big: 12n,
      nan: Number.NaN,
      infinite: -Infinity,
      fn: () => 1,
      none: undefined,
      nil: null,
      map: new Map([['a', 1]]),
      pairs: new Map([[1, 'one']]),
      set: new Set([1, 2]),
      bytes: new Uint8Array(5),
      pattern: /x/g,
      invalid: new Date(Number.NaN),
      url: new URL('https://example.com/a'),
      promise: Promise.resolve(),
      point: new Point(),
      sparse: [1, undefined, () => 1],
    };
    const copy = capture().value(value);
    expect(copy).toEqual({
      big: '12',
      nan: 'NaN',
      infinite: '-Infinity',
      nil: null,
      map: { a: 1 },
      pairs: [[1, 'one']],
      set: [1, 2],
      bytes: '[Uint8Array: 5 bytes]',
      pattern: '/x/g',
      invalid: null,
      url: 'https://example.com/a',
      promise: '[Promise]',
      point: { x: 1 },
      sparse: [1, null, null],
    });
    expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
  });

  it('keeps an error readable, with its cause', () => {
    const error = new TypeError('outer', { cause: new Error('inner') });
    expect(capture().value({ error })).toMatchObject({
      error: { name: 'TypeError', message: 'outer', cause: { message: 'inner' } },
    });
  });

  it('marks a circle, and only a circle', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { one: shared, two: shared };
    value.self = value;
    expect(capture().value(value)).toEqual({ one: { a: 1 }, two: { a: 1 }, self: '[circular]' });
  });

  it('leaves a marker with the sizes wherever it cuts', () => {
    expect(capture().value('x'.repeat(1500))).toBe(`${'x'.repeat(1000)}[cut: 1000 of 1500 characters kept]`);
    const long = capture().value(Array.from({ length: 5000 }, (_, i) => i)) as unknown[];
    expect(long.at(-1)).toBe(`[cut: ${5000 - long.length + 1} of 5000 items]`);
    const wide = capture().value(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, i]))) as Record<
      string,
      unknown
    >;
    expect(wide['[cut]']).toMatch(/^\d+ of 5000 fields$/);
    const nested = capture().value({ a: { a: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } } });
    expect(JSON.stringify(nested)).toContain('[cut: nested deeper than 8]');
  });

  it('does not cut between the halves of a character', () => {
    const text = capture().value(`${'x'.repeat(999)}😀😀`) as string;
    expect(text.isWellFormed()).toBe(true);
    expect(text).toBe(`${'x'.repeat(999)}[cut: 999 of 1003 characters kept]`);
  });

  it('replaces unpaired surrogates and passes NUL and four-byte characters on', () => {
    expect(capture().value('a\ud800b\u0000c😀')).toBe('a\ufffdb\u0000c😀');
  });

  it('survives getters, proxies and toJSON that throw, and keeps their siblings', () => {
    const hostile = {
      fine: 1,
      get bad() {
        throw new Error('no');
      },
      json: {
        toJSON() {
          throw new RangeError('no');
        },
      },
      proxy: new Proxy(
        {},
        {
          ownKeys() {
            throw new TypeError('no');
          },
        },
      ),
      last: 2,
    };
    expect(capture().value(hostile)).toEqual({
      fine: 1,
      bad: '[unreadable: Error]',
      json: '[unreadable: RangeError]',
      proxy: '[unreadable: TypeError]',
      last: 2,
    });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(capture().value(revoked.proxy)).toBe('[unreadable: TypeError]');
  });

  it('keeps a key called __proto__ a key', () => {
    const copy = capture().value(JSON.parse('{"__proto__":{"polluted":true},"a":1}')) as Record<string, unknown>;
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('counts its bytes', () => {
    const one = capture();
    one.value({ text: 'x'.repeat(500) });
    expect(one.takeBytes()).toBeGreaterThanOrEqual(500);
    expect(one.takeBytes()).toBe(0);
  });
});

describe('with a redactor', () => {
  it('masks on the way, so that a secret is never copied, on the hostile path too', () => {
    const one = new Capture(limits, new SensitiveDataFilter());
    const value = { user: 'bob', password: 'hunter22', nested: { apiKey: { deep: 'x' }, flag: true } };
    expect(one.value(value)).toEqual({
      user: 'bob',
      password: '[REDACTED]',
      nested: { apiKey: '[REDACTED]', flag: true },
    });
    const hostile = {
      ...value,
      get bad() {
        throw new Error('no');
      },
    };
    expect(
      JSON.stringify(one.value(Object.defineProperties({}, Object.getOwnPropertyDescriptors(hostile)))),
    ).not.toContain('hunter22');
    Object.defineProperty(hostile, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(JSON.stringify(one.value(hostile))).not.toContain('hunter22');
  });
});
