import { Mastra, type MastraConfig } from '@mastra/core';
import type { AnyExportedSpan, ObservabilityConfig } from '@mastra/core/observability';
import { expect } from 'vitest';
import { InMemoryExporter, Observability } from '../index.ts';

/** An application whose signals all end up in memory. */
export function observed<C extends Omit<MastraConfig, 'observability'>>(
  config: C,
  options: Partial<ObservabilityConfig> = {},
) {
  const memory = new InMemoryExporter();
  const observability = new Observability({ serviceName: 'test', exporters: [memory], ...options });
  const mastra = new Mastra({ logger: 'silent', ...config, observability });
  return { mastra, memory };
}

/** The spans as an indented tree, in order of their start: the form of a run, without its content. */
export function treeOf(memory: InMemoryExporter): string {
  const lines: string[] = [];
  const visit = (span: AnyExportedSpan, depth: number) => {
    const marks = [span.errorInfo && '!', span.endReason && `[${span.endReason}]`, !span.endTime && '(open)'];
    lines.push([`${'  '.repeat(depth)}${span.type}: ${span.name}`, ...marks.filter(Boolean)].join(' '));
    for (const child of memory.childrenOf(span)) visit(child, depth + 1);
  };
  for (const root of memory.rootSpans) visit(root, 0);
  return lines.join('\n');
}

/** What holds after every run, however it ended: one root a trace, nothing open, and every span's life in order. */
export function expectWhole(memory: InMemoryExporter, traces = 1): void {
  expect(memory.openSpans.map(span => span.name)).toEqual([]);
  expect(memory.rootSpans).toHaveLength(traces);
  const lives = new Map<string, string[]>();
  for (const { type, exportedSpan } of memory.tracingEvents) {
    const key = `${exportedSpan.traceId}/${exportedSpan.id}`;
    lives.set(key, [...(lives.get(key) ?? []), type]);
  }
  for (const life of lives.values()) {
    expect(life[0]).toBe('span.started');
    expect(life.at(-1)).toBe('span.ended');
    expect(life.filter(type => type === 'span.started' || type === 'span.ended')).toHaveLength(2);
  }
  const ids = new Set(memory.spans.map(span => span.id));
  for (const span of memory.spans) if (span.parentSpanId) expect(ids).toContain(span.parentSpanId);
}
