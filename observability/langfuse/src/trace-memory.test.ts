import { sampleSpan } from '@mastra/exporter-conformance';
import { expect, test } from 'vitest';
import { TraceMemory } from './trace-memory.ts';

test('a trace is what its root last said', () => {
  const memory = new TraceMemory();
  memory.observe(sampleSpan({ name: 'root', metadata: { a: 1 } }));
  memory.observe(
    sampleSpan({ id: '00000000000000cc', name: 'child', parentSpanId: '00000000000000aa', isRootSpan: false }),
  );
  memory.observe(sampleSpan({ name: 'root', metadata: { a: 2, long: 'x'.repeat(201), short: 'x'.repeat(200) } }));
  expect(memory.of(sampleSpan({}).traceId)).toEqual({ name: 'root', metadata: { a: '2', short: 'x'.repeat(200) } });
});

test('the memory is bounded: the oldest traces are forgotten', () => {
  const memory = new TraceMemory();
  const traceId = (i: number) => i.toString(16).padStart(32, '0');
  for (let i = 0; i < 5005; i++) memory.observe(sampleSpan({ traceId: traceId(i), name: `root ${i}` }));
  expect(memory.of(traceId(4))).toBeUndefined();
  expect(memory.of(traceId(5))?.name).toBe('root 5');
  expect(memory.of(traceId(5004))?.name).toBe('root 5004');
});
