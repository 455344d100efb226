import { expect, test } from 'vitest';
import { eventUuid } from './uuid.ts';

test('the same parts make the same UUID, and it is a valid one', () => {
  const uuid = eventUuid('span', 'trace', 'id');
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventUuid('span', 'trace', 'id')).toBe(uuid);
  expect(eventUuid('span', 'tracei', 'd')).not.toBe(uuid);
});
