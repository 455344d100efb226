import type { AnyExportedSpan } from '@mastra/core/observability';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Places } from './places.ts';
import { SeenSpans } from './seen-spans.ts';
import { spanRow } from './span-row.ts';
import { spanOf, TRACE } from './testing/pipeline.ts';

/** Each span's parent is one before it, or none; some spans are filtered out. */
const trees = fc.array(fc.record({ above: fc.nat(), isKept: fc.boolean() }), { minLength: 1, maxLength: 25 });

test('whatever is filtered out, every row hangs below a row that is there, and feedback finds it', () => {
  fc.assert(
    fc.property(trees, nodes => {
      const seen = new SeenSpans();
      const { spanFilter } = seen.watching({ spanFilter: (span: AnyExportedSpan) => nodes[Number(span.name)]!.isKept });
      const spans = nodes.map(({ above }, index): AnyExportedSpan => {
        const parentSpanId = index === 0 ? undefined : hexOf(above % index);
        return spanOf(hexOf(index), { name: String(index), parentSpanId });
      });
      for (const span of spans) seen.see(span);
      const kept = spans.filter(span => spanFilter!(span));
      const places = new Places(seen, false);
      const rows = kept.map(span => spanRow(span, places));
      expect(new Set(rows.map(row => row.id)).size).toBe(kept.length);
      const ids = new Set(kept.map(span => span.id));
      for (const row of rows) {
        for (const parent of row.span_parents ?? []) expect(ids).toContain(parent);
        const { id, place } = places.ofTarget(TRACE, row.span_id);
        expect({ id, ...place }).toEqual({
          id: row.id,
          span_id: row.span_id,
          root_span_id: row.root_span_id,
          created: row.created,
          ...(row.span_parents && { span_parents: row.span_parents }),
        });
      }
      if (kept.length > 0) {
        for (const span of spans) expect(ids).toContain(places.ofTarget(TRACE, span.id).spanId);
      }
    }),
  );
});

test('remembers a bounded number of spans, those that came last', () => {
  const seen = new SeenSpans(10);
  for (let i = 0; i < 30; i++) seen.see(spanOf(hexOf(i), { traceId: String(i % 6) }));
  expect(seen.get('5', hexOf(29))).toBeDefined();
  expect(seen.get('0', hexOf(0))).toBeUndefined();
  for (let i = 100; i < 200; i++) seen.see(spanOf(hexOf(i), { traceId: 'long' }));
  const left = Array.from({ length: 200 }, (_, i) => seen.get('long', hexOf(i))).filter(Boolean);
  expect(left.map(span => span!.id)).toEqual(Array.from({ length: 10 }, (_, i) => hexOf(190 + i)));
});

const hexOf = (n: number): string => n.toString(16).padStart(16, '0');
