import type { AnyExportedSpan } from '@mastra/core/observability';
import { expect, test } from 'vitest';
import { SeenSpans } from './seen-spans.ts';

const hexOf = (n: number): string => n.toString(16).padStart(16, '0');

function spanOf(n: number, more: Partial<AnyExportedSpan> = {}): AnyExportedSpan {
  return {
    id: hexOf(n),
    traceId: 'a',
    name: `span ${n}`,
    type: 'generic',
    startTime: new Date('2026-03-01T12:00:00Z'),
    isEvent: false,
    isRootSpan: more.parentSpanId === undefined,
    ...more,
  };
}

test('remembers a bounded number of spans, those that came last', () => {
  const seen = new SeenSpans(10);
  for (let i = 0; i < 30; i++) seen.see(spanOf(i, { traceId: String(i % 6) }));
  expect(seen.get('5', hexOf(29))).toBeDefined();
  expect(seen.get('0', hexOf(0))).toBeUndefined();
  for (let i = 100; i < 200; i++) seen.see(spanOf(i, { traceId: 'long' }));
  const left = Array.from({ length: 200 }, (_, i) => seen.get('long', hexOf(i))).filter(Boolean);
  expect(left.map(span => span!.id)).toEqual(Array.from({ length: 10 }, (_, i) => hexOf(190 + i)));
});

test('the way up goes past what is filtered out, and says where it ends', () => {
  const seen = new SeenSpans();
  const { spanFilter } = seen.watching({
    excludeSpanTypes: ['mapping'],
    spanFilter: (span: AnyExportedSpan) => span.id !== hexOf(3),
  });
  const spans = [
    spanOf(1, { parentSpanId: hexOf(99), isRootSpan: true }),
    spanOf(2, { parentSpanId: hexOf(1), type: 'mapping' }),
    spanOf(3, { parentSpanId: hexOf(2) }),
    spanOf(4, { parentSpanId: hexOf(3) }),
    spanOf(5, { parentSpanId: hexOf(98), isRootSpan: false }),
    spanOf(6),
  ];
  for (const span of spans) seen.see(span);
  for (const span of spans) spanFilter?.(span);
  const above = (n: number) => {
    const found = seen.above('a', seen.get('a', hexOf(n))!);
    return typeof found === 'object' ? found.id : found;
  };
  expect([4, 1, 5, 6].map(above)).toEqual([hexOf(1), 'another process', 'unknown', 'nothing']);
  expect(seen.rootOf('a')?.id).toBe(hexOf(1));
});

test('a trace whose root is filtered out is stood for by its first span that is sent', () => {
  const seen = new SeenSpans();
  seen.watching({ excludeSpanTypes: ['agent_run'] });
  seen.see(spanOf(1, { type: 'agent_run' }));
  seen.see(spanOf(2, { parentSpanId: hexOf(1) }));
  expect(seen.rootOf('a')?.id).toBe(hexOf(2));
});
