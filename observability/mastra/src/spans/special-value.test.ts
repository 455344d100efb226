import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Capture } from './capture.ts';
import { toErrorInfo } from './error-info.ts';

const capture = new Capture({ maxStringLength: 4_000_000, maxPayloadBytes: 16_000_000, maxDepth: 20 });

it('keeps what has no enumerable fields', () => {
  const form = new FormData();
  form.append('a', '1');
  form.append('a', '2');
  form.append('file', new File(['xyz'], 'x.txt'));
  expect(
    capture.value({
      headers: new Headers({ accept: 'x' }),
      form,
      params: new URLSearchParams('a=1&a=2&b=3'),
      number: Object(5),
      text: Object('x'),
      flag: Object(false),
      big: Object(7n),
      symbol: Symbol('s'),
      blob: new Blob(['abc']),
      shared: new SharedArrayBuffer(4),
      weak: new WeakRef({}),
      aborted: AbortSignal.abort('why'),
      request: new Request('https://example.com/a', { method: 'POST', headers: { a: 'b' } }),
      response: new Response(null, { status: 404, statusText: 'no' }),
    }),
  ).toEqual({
    headers: { accept: 'x' },
    form: { a: ['1', '2'], file: '[File x.txt: 3 bytes]' },
    params: { a: ['1', '2'], b: '3' },
    number: 5,
    text: 'x',
    flag: false,
    big: '7',
    symbol: 'Symbol(s)',
    blob: '[Blob: 3 bytes]',
    shared: '[SharedArrayBuffer: 4 bytes]',
    weak: '[WeakRef]',
    aborted: { aborted: true, reason: 'why' },
    request: { method: 'POST', url: 'https://example.com/a', headers: { a: 'b' } },
    response: { status: 404, statusText: 'no', url: '', headers: {} },
  });
});

it('knows objects of another realm', () => {
  const foreign = runInContext(
    "({ when: new Date(0), map: new Map([['a', 1]]), set: new Set([1]), error: new TypeError('no') })",
    createContext(),
  ) as object;
  expect(capture.value(foreign)).toMatchObject({
    when: '1970-01-01T00:00:00.000Z',
    map: { a: 1 },
    set: [1],
    error: { name: 'TypeError', message: 'no' },
  });
});

it('asks toJSON once', () => {
  class Same {
    a = 1;
    toJSON() {
      return this;
    }
  }
  const endless = { b: 2, toJSON: (): object => ({ ...endless }) };
  expect(capture.value({ same: new Same(), endless, map: { toJSON: () => new Map([['c', 3]]) } })).toEqual({
    same: { a: 1 },
    endless: { b: 2 },
    map: { c: 3 },
  });
});

it('bounds lists with gaps, with nothing, and what is endless', () => {
  const sparse: unknown[] = ['first'];
  sparse[1_764_000_000] = { last: true };
  expect(capture.value(sparse)).toEqual(['first', '[empty: 1763999999 items]', { last: true }]);
  const empty: unknown[] = [];
  empty.length = 4_000_000_000;
  expect(capture.value(empty)).toEqual(['[empty: 4000000000 items]']);
  const nulls = capture.value(new Array(10_000_000).fill(null)) as unknown[];
  expect(nulls.length).toBe(250_001);
  expect(nulls.at(-1)).toMatch(/^\[cut: \d+ of 10000000 items\]$/);
  const gap = [1, 2, 3];
  delete gap[1];
  expect(capture.value(gap)).toEqual([1, null, 3]);
  const many = new Map(Array.from({ length: 100_002 }, (_, i) => [`k${i}`, i]));
  expect((capture.value(many) as Record<string, unknown>)['[cut]']).toBe('[cut: 2 of 100002 items]');
});

it('leaves no half of a secret where a text is cut', async () => {
  const { SensitiveDataFilter } = await import('../processors/sensitive-data.ts');
  const short = new Capture(
    { maxStringLength: 100, maxPayloadBytes: 1_000_000, maxDepth: 5 },
    new SensitiveDataFilter(),
  );
  const key = ['ghp', 'a1B2c3D4'.repeat(5)].join('_');
  for (const length of [60, 90, 99, 4150, 4190]) {
    const text = short.value(`${'x '.repeat(length / 2)} ${key} ${'y '.repeat(5000)}`) as string;
    expect(text).not.toContain('ghp_a1');
    expect(text).toMatch(/\[cut: \d+ of \d+ characters kept\]$/);
  }
});

it('keeps the errors of an AggregateError, numeric codes, own fields and causes, bounded', () => {
  const errors = Array.from({ length: 12 }, (_, i) => new Error(`no ${i}`, { cause: new Error('below') }));
  const error = Object.assign(new AggregateError(errors, 'all failed'), { code: 503, statusCode: 503 });
  const info = toErrorInfo(error, capture);
  expect(info).toMatchObject({ message: 'all failed', id: '503', details: { statusCode: 503 } });
  const kept = info.details!.errors as { message: string; cause: { message: string } }[];
  expect(kept[0]).toMatchObject({ message: 'no 0', cause: { message: 'below' } });
  expect(kept.at(-1)).toBe('[cut: 2 of 12 errors]');
  expect(capture.value({ error: new AggregateError([new Error('a')], 'b') })).toMatchObject({
    error: { message: 'b', errors: [{ message: 'a' }] },
  });
});
