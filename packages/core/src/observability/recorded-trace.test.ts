import { expect, test } from 'vitest';
import type { SpanRecord } from '../storage/domains/observability/records/span.ts';
import { type Attach, Trace } from './recorded-trace.ts';

const record = (spanId: string, parentSpanId?: string): SpanRecord =>
  ({
    traceId: 't',
    spanId,
    parentSpanId,
    name: spanId,
    spanType: 'generic',
    isEvent: false,
    status: 'success',
  }) as SpanRecord;

function attached() {
  const calls: unknown[] = [];
  const attach: Attach = {
    addScore: async input => void calls.push(input),
    addFeedback: async input => void calls.push(input),
  };
  return { calls, attach };
}

test('makes a tree of the spans', () => {
  const trace = Trace.fromRecords(
    't',
    [record('a'), record('b', 'a'), record('c', 'a'), record('d', 'c')],
    attached().attach,
  );
  expect(trace?.rootSpan.spanId).toBe('a');
  expect(trace?.rootSpan.children.map(span => span.spanId)).toEqual(['b', 'c']);
  expect(trace?.getSpan('c')?.children[0]?.spanId).toBe('d');
  expect(trace?.getSpan('z')).toBeNull();
  expect(trace?.spans).toHaveLength(4);
});

test('the earliest span stands in for a root that has not arrived', () => {
  const trace = Trace.fromRecords('t', [record('b', 'elsewhere'), record('c', 'b')], attached().attach);
  expect(trace?.rootSpan.spanId).toBe('b');
  expect(Trace.fromRecords('t', [], attached().attach)).toBeNull();
});

/** Every span below the roots, with its depth, by a walk that would not end in a circle. */
function walk(trace: Trace | null): readonly string[] {
  const met: string[] = [];
  const open = [...(trace?.roots ?? [])];
  for (let span = open.pop(); span; span = open.pop()) {
    met.push(span.spanId);
    if (met.length > 100_000) throw new Error('the walk does not end');
    open.push(...span.children);
  }
  return met.sort();
}

test.each<[string, readonly SpanRecord[], readonly string[], readonly string[]]>([
  ['its own parent', [record('a', 'a')], ['a'], ['a']],
  ["each other's parents", [record('a', 'b'), record('b', 'a')], ['a'], ['a']],
  ['a circle beside a real root', [record('r'), record('a', 'b'), record('b', 'a')], ['r', 'a'], ['a']],
  ['a circle with spans below it', [record('x', 'a'), record('a', 'b'), record('b', 'a')], ['a'], ['a']],
  ['two circles', ['ab', 'ba', 'cc'].map(([id, parent]) => record(id!, parent)), ['a', 'c'], ['a', 'c']],
  ['an orphan', [record('r'), record('o', 'elsewhere')], ['r', 'o'], []],
])('every span of a trace is in one finite tree: %s', (_, records, roots, circular) => {
  const trace = Trace.fromRecords('t', records, attached().attach);
  expect(trace?.roots.map(({ spanId }) => spanId)).toEqual(roots);
  expect(trace?.spans.filter(({ isCircular }) => isCircular).map(({ spanId }) => spanId)).toEqual(circular);
  expect(walk(trace)).toEqual(records.map(({ spanId }) => spanId).sort());
  expect(JSON.parse(JSON.stringify(trace))).toMatchObject({ traceId: 't', rootSpanId: roots[0] });
});

test('a trace that is nested fifty thousand deep can be walked and written as JSON', () => {
  const records = Array.from({ length: 50_000 }, (_, n) => record(`s${n}`, n === 0 ? undefined : `s${n - 1}`));
  const trace = Trace.fromRecords('t', records, attached().attach);
  expect(walk(trace)).toHaveLength(records.length);
  expect(JSON.parse(JSON.stringify(trace)).spans).toHaveLength(records.length);
});

test('scores and feedback go to the trace, or to a span of it, one or many', async () => {
  const { calls, attach } = attached();
  const trace = Trace.fromRecords('t', [record('a')], attach);
  await trace?.addScore([
    { scorerId: 's', score: 1 },
    { scorerId: 'r', score: 0 },
  ]);
  await trace?.rootSpan.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
  expect(calls).toEqual([
    { scorerId: 's', score: 1, traceId: 't' },
    { scorerId: 'r', score: 0, traceId: 't' },
    { feedbackType: 'thumbs', feedbackSource: 'user', value: 'up', traceId: 't', spanId: 'a' },
  ]);
});
