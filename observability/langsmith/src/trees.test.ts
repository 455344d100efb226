import type { AnyExportedSpan } from '@mastra/core/observability';
import { at, spanOf } from '@mastra/exporter-conformance';
import { SeenSpans } from '@mastra/observability/exporters';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runOf } from './run.ts';
import { RunPlaces } from './run-places.ts';
import { runPart } from './testing/wire-schema.ts';

const options = { project: 'p', hideInputs: false, hideOutputs: false };

/** Each span's parent is one before it, or none; some spans are filtered out. */
const trees = fc.array(fc.record({ above: fc.nat(), isKept: fc.boolean(), start: fc.nat(50) }), {
  minLength: 1,
  maxLength: 25,
});

test('whatever is filtered out, runs form whole traces: every parent is there, and every path is that of its parent', () => {
  fc.assert(
    fc.property(trees, nodes => {
      const seen = new SeenSpans();
      const { spanFilter } = seen.watching({ spanFilter: (span: AnyExportedSpan) => nodes[Number(span.name)]!.isKept });
      const spans = nodes.map(({ above, start }, index): AnyExportedSpan => {
        const parentSpanId = index === 0 ? undefined : hexOf(above % index);
        return spanOf(hexOf(index), { name: String(index), parentSpanId, startTime: at(start) });
      });
      for (const span of spans) seen.see(span);
      const kept = spans.filter(span => spanFilter!(span));
      const places = new RunPlaces(seen, false);
      const runs = new Map(kept.map(span => runOf(span, places, options)).map(run => [run.id, run]));
      expect(runs.size).toBe(kept.length);
      for (const { inputs, outputs, events, error, extra, ...run } of runs.values()) {
        expect(runPart.safeParse(run).error).toBeUndefined();
        if (run.parent_run_id === undefined) {
          expect(run.trace_id).toBe(run.id);
          continue;
        }
        const parent = runs.get(run.parent_run_id)!;
        expect(run.trace_id).toBe(parent.trace_id);
        expect(run.dotted_order.startsWith(`${parent.dotted_order}.`)).toBe(true);
      }
      expect(places.ofTarget(spans[0]!.traceId, undefined).id).toSatisfy(
        (id: string) => runs.has(id) || kept.length === 0,
      );
    }),
  );
});

const hexOf = (n: number): string => n.toString(16).padStart(16, '0');
