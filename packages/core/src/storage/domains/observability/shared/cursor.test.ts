import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { resolveOrder, SCORE_ORDERS, TRACE_ORDERS } from './order.ts';

const byEnd = resolveOrder(TRACE_ORDERS, { field: 'endedAt' });
const byScore = resolveOrder(SCORE_ORDERS, { field: 'score', direction: 'ASC' });

describe('a cursor', () => {
  test.each([
    [byEnd, { value: 1_772_366_400_123, ids: ['t\0', 'é"\\😀'] }],
    [byEnd, { value: null, ids: ['t', 's'] }],
    [byScore, { value: -0.1, ids: ['id'] }],
    [byScore, { value: 1e-300, ids: [''] }],
  ])('comes back as it was (%#)', (order, position) => {
    const cursor = encodeCursor(order, position);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(order, cursor)).toEqual(position);
  });

  test.each([
    ['nothing', ''],
    ['no base64', 'a b'],
    ['no JSON', 'abcd'],
    ['no list', Buffer.from('{}').toString('base64url')],
    ['of another order', encodeCursor(byEnd, { value: 1, ids: ['x'] })],
    ['without a value', encodeCursor(byScore, { value: null, ids: ['x'] })],
    ['with too few ids', encodeCursor(byScore, { value: 1, ids: [] })],
    ['with too many ids', encodeCursor(byScore, { value: 1, ids: ['a', 'b'] })],
  ])('that is %s is refused', (_, cursor) => {
    expect(() => decodeCursor(byScore, cursor)).toThrow(
      expect.objectContaining({ code: 'OBSERVABILITY_STORAGE_CURSOR_INVALID' }),
    );
  });
});
