import { sampleSpan } from '@mastra/exporter-conformance';
import { expect, test } from 'vitest';
import { SpanPaths } from './span-paths.ts';

const id = (i: number) => i.toString(16).padStart(16, '0');

test('a way that is broken is none', () => {
  const paths = new SpanPaths();
  const leaf = sampleSpan({ id: id(3), name: 'leaf', parentSpanId: id(2) });
  paths.observe(sampleSpan({ id: id(1), name: 'root' }));
  expect(paths.of(leaf)).toBeUndefined();
  paths.observe(sampleSpan({ id: id(2), name: 'middle', parentSpanId: id(1) }));
  expect(paths.of(leaf)?.names).toEqual(['root', 'middle', 'leaf']);
});

test('a circle is no way', () => {
  const paths = new SpanPaths();
  paths.observe(sampleSpan({ id: id(1), parentSpanId: id(2) }));
  paths.observe(sampleSpan({ id: id(2), parentSpanId: id(1) }));
  expect(paths.of(sampleSpan({ id: id(3), parentSpanId: id(1) }))).toBeUndefined();
});

test('traces do not meet', () => {
  const paths = new SpanPaths();
  paths.observe(sampleSpan({ id: id(1), traceId: 'b'.repeat(32), name: 'root of another trace' }));
  expect(paths.of(sampleSpan({ id: id(2), parentSpanId: id(1) }))).toBeUndefined();
});

test('the memory is bounded: the oldest spans are forgotten', () => {
  const paths = new SpanPaths();
  for (let i = 1; i <= 50_001; i++) paths.observe(sampleSpan({ id: id(i), name: `span ${i}` }));
  expect(paths.of(sampleSpan({ id: id(60_000), parentSpanId: id(1) }))).toBeUndefined();
  expect(paths.of(sampleSpan({ id: id(60_000), name: 'leaf', parentSpanId: id(2) }))?.names).toEqual([
    'span 2',
    'leaf',
  ]);
});
