import { expect, test } from 'vitest';
import { RequestContext } from './index.ts';

test('takes entries, and is read and written like a map', () => {
  const context = new RequestContext<unknown>([['tenant', 'acme']]);
  context.set('user', { id: 7 });
  expect(context.get('tenant')).toBe('acme');
  expect(context.has('user')).toBe(true);
  expect(context.delete('tenant')).toBe(true);
  expect(context.delete('tenant')).toBe(false);
  expect([...context]).toEqual([['user', { id: 7 }]]);
  expect(context.size).toBe(1);
});

test('becomes a plain object as JSON', () => {
  expect(JSON.stringify(new RequestContext([['a', 1]]))).toBe('{"a":1}');
  expect(new RequestContext().toJSON()).toEqual({});
});

test('copies the entries that it is given', () => {
  const first = new RequestContext([['a', 1]]);
  const second = new RequestContext(first.entries());
  second.set('a', 2);
  expect(first.get('a')).toBe(1);
});
