import type { RecordedSpan, Trace } from '@mastra/core';
import type { SpanErrorInfo, UsageStats } from '@mastra/core/observability';
import { bar, type TimeAxis } from './bar.ts';
import { clip, duration, grouped, pad } from './format.ts';
import { type Paint, paint } from './paint.ts';

interface Row {
  readonly label: string;
  readonly span: RecordedSpan;
}

const BAR_WIDTH = 32;
const COLOURS: Readonly<Record<string, Paint>> = {
  agent_run: 'magenta',
  model_generation: 'blue',
  model_step: 'blue',
  tool_call: 'yellow',
};

/** A stored trace as lines: the tree, a bar on the time axis, how long it took, tokens, and what went wrong. */
export function traceTree(trace: Trace): string {
  const rows = [...rowsOf(trace.rootSpan, '', '')];
  const width = Math.max(...rows.map(row => row.label.length));
  const axis: TimeAxis = {
    start: Math.min(...rows.map(({ span }) => span.startedAt.getTime())),
    end: Math.max(...rows.map(({ span }) => endOf(span))),
    width: BAR_WIDTH,
  };
  return rows.map(row => `  ${line(row, width, axis)}`.trimEnd()).join('\n');
}

function usageOf(span: RecordedSpan): UsageStats | undefined {
  return (span.attributes as { readonly usage?: UsageStats } | undefined)?.usage;
}

function errorMessage(span: RecordedSpan): string | undefined {
  return (span.error as SpanErrorInfo | undefined)?.message;
}

function* rowsOf(span: RecordedSpan, lead: string, below: string): Generator<Row> {
  yield { label: lead + span.name, span };
  const children = span.children.toSorted(inOrder);
  for (const [i, child] of children.entries()) {
    const last = i === children.length - 1;
    yield* rowsOf(child, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
  }
}

/** By start; what began within one millisecond by name, so that the same run always looks the same. */
function inOrder(a: RecordedSpan, b: RecordedSpan): number {
  return a.startedAt.getTime() - b.startedAt.getTime() || a.name.localeCompare(b.name, 'en', { numeric: true });
}

function line({ label, span }: Row, width: number, axis: TimeAxis): string {
  const start = span.startedAt.getTime();
  const failed = span.status === 'error';
  const colour = failed ? 'red' : (COLOURS[span.spanType] ?? 'cyan');
  return [
    failed ? paint('red', pad(label, width)) : pad(label, width),
    paint(colour, bar(axis, start, endOf(span))),
    pad(span.endedAt ? duration(endOf(span) - start) : span.status, 7, true),
    paint('dim', tokens(usageOf(span))),
    failed ? paint('red', `✗ ${clip(newsOf(span), 60)}`.trimEnd()) : '',
  ]
    .filter(part => part !== '')
    .join('  ');
}

/** What a span failed with, unless that only came up from a span below. */
function newsOf(span: RecordedSpan): string {
  const message = errorMessage(span) ?? '';
  return span.children.some(child => errorMessage(child) === message) ? '' : message;
}

function tokens(usage: UsageStats | undefined): string {
  if (!usage) return '';
  const cached = usage.inputDetails?.cacheRead ?? 0;
  const reasoning = usage.outputDetails?.reasoning ?? 0;
  return [
    `${grouped(usage.inputTokens ?? 0)}${cached ? ` (${grouped(cached)} cached)` : ''}`,
    `→ ${grouped(usage.outputTokens ?? 0)}${reasoning ? ` (${grouped(reasoning)} reasoning)` : ''} tokens`,
  ].join(' ');
}

function endOf(span: RecordedSpan): number {
  return (span.endedAt ?? span.startedAt).getTime();
}
