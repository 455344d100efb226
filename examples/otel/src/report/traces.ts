import { bar, duration, grouped, heading, paint, table } from '@mastra/example-kit';
import type { Span } from '../received.ts';

const KINDS: Readonly<Record<number, string>> = { 2: 'server', 3: 'client' };

/** A tree for each trace, with a bar for each span on the axis of its trace. */
export function traceReport(spans: readonly Span[]): string {
  const traces = [...Map.groupBy(spans, span => span.traceId)].map(([id, all]) => ({ id, all: inOrder(all) }));
  traces.sort((a, b) => startOf(a.all) - startOf(b.all));
  return traces.map(({ id, all }) => `${heading('Trace', `${id}, ${all.length} spans`)}\n${tree(all)}`).join('\n');
}

function tree(spans: readonly Span[]): string {
  const ids = new Set(spans.map(span => span.spanId));
  const children = Map.groupBy(spans, span => (ids.has(span.parentSpanId ?? '') ? span.parentSpanId : undefined));
  const axis = { start: startOf(spans), end: Math.max(...spans.map(span => span.endTimeUnixNano)), width: 24 };
  const rows: string[][] = [];
  const visit = (span: Span, lead: string, branch: string) => {
    rows.push([
      paint('dim', lead + branch) + title(span),
      paint('dim', KINDS[span.kind] ?? ''),
      paint(span.status.code === 2 ? 'red' : 'cyan', bar(axis, span.startTimeUnixNano, span.endTimeUnixNano)),
      duration(span.endTimeUnixNano - span.startTimeUnixNano),
      span.status.code === 2 ? paint('red', `✗ ${span.status.message ?? ''}`) : paint('dim', tokens(span)),
    ]);
    const below = children.get(span.spanId) ?? [];
    const inner = lead + (branch === '' ? '' : branch.startsWith('└') ? '   ' : '│  ');
    for (const child of below) visit(child, inner, child === below.at(-1) ? '└─ ' : '├─ ');
  };
  for (const root of children.get(undefined) ?? []) visit(root, '', '');
  return table(rows, 'lllrl');
}

/** What an instrumentation made stands out from what our pipeline made. */
function title({ name, scope, status }: Span): string {
  if (status.code === 2) return paint('red', name);
  return scope.startsWith('@opentelemetry/') ? paint('magenta', name) : name;
}

function tokens({ attributes }: Span): string {
  const [input, output] = [attributes['gen_ai.usage.input_tokens'], attributes['gen_ai.usage.output_tokens']];
  return input === undefined ? '' : `${grouped(Number(input))} → ${grouped(Number(output))} tokens`;
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) => a.startTimeUnixNano - b.startTimeUnixNano);
}

function startOf(spans: readonly Span[]): number {
  return Math.min(...spans.map(span => span.startTimeUnixNano));
}
