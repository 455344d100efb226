import { dollars, grouped, tokens } from './amounts.ts';
import type { HeldTrace } from './held-traces.ts';
import { notShown } from './layout.ts';
import { shown } from './notes.ts';
import { type RenderOptions, renderTree } from './render.ts';
import { clip } from './text.ts';
import type { TreeSpan } from './tree-span.ts';

/** A trace as it goes to a terminal: a heading with what it came to, then its tree. */
export function treeText(trace: HeldTrace, options: RenderOptions): readonly string[] {
  const { paint, columns = Number.POSITIVE_INFINITY } = options;
  const { spansLeftOut, notesLeftOut } = trace;
  const title = `trace ${shown(trace.traceId)}`;
  const about = clip(`  ${facts(trace).join(' · ')}`, Math.max(0, columns - title.length));
  return [
    '',
    paint('bold', title) + paint('dim', about),
    ...renderTree(trace.spans, trace.notes, options),
    ...(spansLeftOut + notesLeftOut > 0 ? [paint('dim', `  ${notShown(spansLeftOut, 0, notesLeftOut)}`)] : []),
  ];
}

function facts({ spans, serviceName, sessionId, userId, spansLeftOut }: HeldTrace): readonly string[] {
  const generations = spans.filter(span => span.type === 'model_generation');
  const errors = spans.filter(span => span.error !== undefined).length;
  const running = spans.filter(span => span.end === undefined).length;
  const count = spans.length + spansLeftOut;
  return [
    serviceName === undefined ? '' : shown(serviceName),
    sessionId === undefined ? '' : `session ${shown(sessionId)}`,
    userId === undefined ? '' : `user ${shown(userId)}`,
    `${grouped(count)} span${count === 1 ? '' : 's'}`,
    errors === 0 ? '' : `${grouped(errors)} with an error`,
    running === 0 ? '' : `${grouped(running)} still running`,
    generations.some(span => span.usage) ? tokens(totalUsage(generations)) : '',
    dollars(generations.reduce<number | undefined>((sum, { costUsd }) => add(sum, costUsd), undefined)),
  ].filter(fact => fact !== '');
}

function totalUsage(spans: readonly TreeSpan[]): NonNullable<TreeSpan['usage']> {
  const total = { inputTokens: 0, outputTokens: 0 };
  for (const { usage } of spans) {
    total.inputTokens += usage?.inputTokens ?? 0;
    total.outputTokens += usage?.outputTokens ?? 0;
  }
  return total;
}

function add(sum: number | undefined, value: number | undefined): number | undefined {
  return value === undefined ? sum : (sum ?? 0) + value;
}
