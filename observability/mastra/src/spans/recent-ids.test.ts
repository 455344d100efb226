import { expect, it } from 'vitest';
import { newSpanId, newTraceId } from './ids.ts';
import { RecentIds } from './recent-ids.ts';

it('knows the latest ids, forgets old ones, and mistakes none for another', () => {
  const ids = new RecentIds(1024);
  const added = Array.from({ length: 10_000 }, () => [newTraceId(0), newSpanId()] as const);
  for (const [traceId, id] of added) ids.add(traceId, id);
  expect(added.slice(-1024).every(([traceId, id]) => ids.has(traceId, id))).toBe(true);
  expect(added.slice(0, 7000).some(([traceId, id]) => ids.has(traceId, id))).toBe(false);
  expect(Array.from({ length: 10_000 }, () => ids.has(newTraceId(0), newSpanId())).some(Boolean)).toBe(false);
  const [traceId, id] = added.at(-1)!;
  expect(ids.has(newTraceId(1_000_000), id)).toBe(false);
  ids.add(traceId, traceId);
  expect(ids.has(traceId, traceId)).toBe(true);
});
