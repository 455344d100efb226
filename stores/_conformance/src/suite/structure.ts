import { describe, expect, test } from 'vitest';
import { at, metric, span, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

/** The tree of a trace in windows, with what its subtrees come to. */
export function describeStructure(handle: StoreHandle): void {
  describe('getStructure in windows', () => {
    needs(handle, 'metrics');
    const of = (n: number, k: number, parent: number | null, at0 = k) => ({
      traceId: traceId(n),
      spanId: spanId(k),
      ...(parent !== null && { parentSpanId: spanId(parent) }),
      startedAt: at(at0),
      endedAt: at(at0 + 10),
    });
    const call = (inputTokens: number) => ({ usage: { inputTokens, outputTokens: 1 } });
    useData(handle, async storage => {
      await storage.batchCreateSpans({
        records: [
          span({ ...of(1, 1, null), endedAt: at(100), input: 'é', organizationId: 'acme' }),
          span({ ...of(1, 2, 1), organizationId: 'acme' }),
          span({ ...of(1, 3, 2, 8), spanType: 'model_generation', attributes: call(7), organizationId: 'acme' }),
          span({ ...of(1, 4, 3, 9), spanType: 'model_step', attributes: call(7), endedAt: at(200) }),
          span({ ...of(1, 5, 1), spanType: 'tool_call', error: { message: 'no' }, organizationId: 'acme' }),
          // 2: a circle of two, a span that is its own parent, and an orphan beside a root.
          span({ ...of(2, 1, 2, 5) }),
          span({ ...of(2, 2, 1, 4) }),
          span({ ...of(2, 3, 3, 3) }),
          span({ ...of(2, 4, null, 2) }),
          span({ ...of(2, 5, 99, 1) }),
          span({ ...of(2, 6, 1, 6) }),
        ],
      });
      await storage.batchCreateMetrics({
        metrics: [
          metric({ metricId: '1', name: 'mastra_model_cost_usd', traceId: traceId(1), spanId: spanId(3), value: 0.5 }),
          metric({ metricId: '2', name: 'mastra_model_cost_usd', traceId: traceId(2), spanId: spanId(3), value: 9 }),
        ],
      });
    });
    const numbers = (spans: readonly { readonly spanId: string }[]) =>
      spans.map(found => Number.parseInt(found.spanId.slice(1), 16));
    const window = async (args: object, trace = 1) => {
      const found = await handle.storage.getStructure({ traceId: traceId(trace), ...args });
      return { ...found!, spans: numbers(found!.spans) };
    };

    test('the whole tree comes by start, with its size', async () => {
      expect(await window({})).toEqual({ traceId: traceId(1), spans: [1, 2, 5, 3, 4], total: 5 });
    });

    test('a window comes in the order of the tree', async () => {
      expect(await window({ from: 0 })).toEqual({ traceId: traceId(1), spans: [1, 2, 3, 4, 5], total: 5 });
      expect(await window({ from: 1, limit: 2 })).toEqual({ traceId: traceId(1), spans: [2, 3], total: 5 });
      expect(await window({ from: 9, limit: 2 })).toMatchObject({ spans: [], total: 5 });
      expect(await window({ depth: 2 })).toEqual({ traceId: traceId(1), spans: [1, 2, 5], total: 3 });
      expect(await window({ depth: 1, totals: true })).toMatchObject({ spans: [1], total: 1 });
    });

    test('spans know their place', async () => {
      const found = await handle.storage.getStructure({ traceId: traceId(1), from: 0 });
      const places = found!.spans.map(({ depth, children, descendants, isCircular }) => [
        depth,
        children,
        descendants,
        isCircular,
      ]);
      expect(places).toEqual([
        [0, 2, 4, false],
        [1, 1, 2, false],
        [2, 1, 1, false],
        [3, 0, 0, false],
        [1, 0, 0, false],
      ]);
      expect(found!.spans[0]).not.toHaveProperty('totals');
      expect(found!.spans[0]).not.toHaveProperty('attributes');
    });

    test('totals are those of the subtree, also below the window', async () => {
      const found = await handle.storage.getStructure({ traceId: traceId(1), totals: true, limit: 3 });
      const tokens = { inputTokens: 7, outputTokens: 1, modelCalls: 1 };
      expect(found!.spans.map(({ totals }) => totals)).toEqual([
        { ...tokens, costUsd: 0.5, toolCalls: 1, errors: 1, spans: 5, durationMs: 199 },
        { ...tokens, costUsd: 0.5, toolCalls: 0, errors: 0, spans: 3, durationMs: 198 },
        { ...tokens, costUsd: 0.5, toolCalls: 0, errors: 0, spans: 2, durationMs: 192 },
      ]);
      const rest = await handle.storage.getStructure({ traceId: traceId(1), totals: true, from: 3 });
      expect(rest!.spans.map(({ totals }) => totals?.costUsd)).toEqual([null, null]);
    });

    test('sizes are bytes of JSON', async () => {
      const found = await handle.storage.getStructure({ traceId: traceId(1), sizes: true, limit: 3 });
      expect(found!.spans.map(({ sizes }) => sizes)).toEqual([
        { input: 4, output: 0, attributes: 0, metadata: 0 },
        { input: 0, output: 0, attributes: 0, metadata: 0 },
        { input: 0, output: 0, attributes: JSON.stringify(call(7)).length, metadata: 0 },
      ]);
    });

    test('circles among parents are finite, and every span is there once', async () => {
      const found = await handle.storage.getStructure({ traceId: traceId(2), totals: true });
      expect(numbers(found!.spans)).toEqual([5, 4, 3, 2, 1, 6]);
      expect(found!.spans.map(({ depth, isCircular }) => [depth, isCircular])).toEqual([
        [0, false],
        [0, false],
        [0, true],
        [0, true],
        [1, false],
        [2, false],
      ]);
      expect(found!.spans.map(({ totals }) => totals?.spans)).toEqual([1, 1, 1, 3, 2, 1]);
    });

    test("is the tenant's alone", async () => {
      expect(await window({ organizationId: 'acme', totals: true })).toMatchObject({ spans: [1, 2, 3, 5], total: 4 });
      expect(await handle.storage.getStructure({ traceId: traceId(1), organizationId: 'other' })).toBeNull();
      expect(await handle.storage.getStructure({ traceId: traceId(9), totals: true })).toBeNull();
    });
  });

  describe('getPayload', () => {
    const text = `a é 東 😀 "quoted" \\ \u0000 ${'ü'.repeat(50)}`;
    const key = { traceId: traceId(1), spanId: spanId(1) };
    useData(handle, storage =>
      storage.createSpan({
        span: span({ ...key, input: { text }, metadata: { b: 1, a: 'x' }, organizationId: 'acme' }),
      }),
    );
    const whole = JSON.stringify({ text });

    test.each([1, 2, 3, 5, 7, 64, 10_000])(
      'comes in pieces of %i bytes that put together are the whole',
      async size => {
        const total = Buffer.byteLength(whole);
        const pieces: string[] = [];
        for (let from = 0; from < total; from += size) {
          const piece = await handle.storage.getPayload({ ...key, field: 'input', from, to: from + size });
          expect(piece?.total).toBe(total);
          expect(piece?.bytes).toBe(Buffer.byteLength(piece!.text));
          expect(piece?.text.isWellFormed() && !piece.text.includes('\ufffd')).toBe(true);
          pieces.push(piece!.text);
        }
        expect(pieces.join('')).toBe(whole);
      },
    );

    test('without a range the first 65,536 bytes, and nothing beyond the end', async () => {
      const total = Buffer.byteLength(whole);
      expect(await handle.storage.getPayload({ ...key, field: 'input' })).toEqual({ text: whole, bytes: total, total });
      const beyond = { ...key, field: 'input', from: total + 5, to: total + 9 } as const;
      expect(await handle.storage.getPayload(beyond)).toEqual({ text: '', bytes: 0, total });
      const nothing = { ...key, field: 'input', from: 3, to: 3 } as const;
      expect(await handle.storage.getPayload(nothing)).toEqual({ text: '', bytes: 0, total });
    });

    test('every field, absent ones as nothing', async () => {
      const metadata = '{"a":"x","b":1}';
      expect(await handle.storage.getPayload({ ...key, field: 'metadata' })).toMatchObject({ text: metadata });
      expect(await handle.storage.getPayload({ ...key, field: 'output' })).toEqual({ text: '', bytes: 0, total: 0 });
    });

    test("no span, or another tenant's, is null", async () => {
      expect(await handle.storage.getPayload({ ...key, spanId: 'x', field: 'input' })).toBeNull();
      expect(await handle.storage.getPayload({ ...key, field: 'input', organizationId: 'other' })).toBeNull();
      expect(await handle.storage.getPayload({ ...key, field: 'input', organizationId: 'acme' })).not.toBeNull();
    });
  });
}
