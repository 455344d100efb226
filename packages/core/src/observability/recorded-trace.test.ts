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
