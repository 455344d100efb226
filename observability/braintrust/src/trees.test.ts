import type { AnyExportedSpan } from '@mastra/core/observability';
import { spanOf, TRACE } from '@mastra/exporter-conformance';
import { SeenSpans } from '@mastra/observability/exporters';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Places } from './places.ts';
import { spanRow } from './span-row.ts';

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

const hexOf = (n: number): string => n.toString(16).padStart(16, '0');
