import { dollars, duration, shortTokens, tokens } from './amounts.ts';
import { bar, type TimeAxis } from './bar.ts';
import { layout, type Row, type TreeNote } from './layout.ts';
import type { Paint, Style } from './paint.ts';
import { clip, pad, widthOf } from './text.ts';
import type { TreeSpan } from './tree-span.ts';

export interface RenderOptions {
  readonly paint: Paint;
  /** Columns of the terminal. @default no bound */
  readonly columns?: number;
  readonly maxRows: number;
}

const BAR_WIDTH = 32;
const MIN_BAR_WIDTH = 8;
const INDENT = '  ';
const GAP = '  ';
const DURATION_WIDTH = 7;
const MAX_ERROR = 60;
/** Columns that an error keeps beside tokens in full. */
const MIN_ERROR = 24;
/** Columns that are kept for durations, tokens and gaps beside names and bars. */
const NUMBERS_WIDTH = 42;
const MIN_LABEL_WIDTH = 20;

const COLOURS: Readonly<Record<string, Style>> = {
  agent_run: 'magenta',
  model_generation: 'blue',
  model_step: 'blue',
  tool_call: 'yellow',
};

/** A tree as lines: names, a bar on the time axis, how long it took, tokens, cost, and what went wrong. */
export function renderTree(
  spans: readonly TreeSpan[],
  notes: readonly TreeNote[],
  options: RenderOptions,
): readonly string[] {
  const rows = layout(spans, notes, options);
  const { columns = Number.POSITIVE_INFINITY } = options;
  const barWidth = columns < 60 ? 0 : Math.max(MIN_BAR_WIDTH, Math.min(BAR_WIDTH, Math.floor(columns / 4)));
  const maxLabel = Math.max(MIN_LABEL_WIDTH, columns - barWidth - NUMBERS_WIDTH);
  const labels = rows.map(row => ('span' in row ? clip(row.lead + row.span.name, maxLabel) : ''));
  const view: View = {
    ...options,
    columns,
    labelWidth: labels.reduce((width, label) => Math.max(width, widthOf(label)), 0),
    axis: {
      start: spans.reduce((start, span) => Math.min(start, span.start), Number.POSITIVE_INFINITY),
      end: spans.reduce((end, span) => Math.max(end, span.end ?? span.start), 0),
      width: barWidth,
    },
  };
  return rows.map((row, i) => `${INDENT}${line(row, labels[i]!, view)}`.trimEnd());
}

type SpanRow = Extract<Row, { readonly span: TreeSpan }>;

interface View {
  readonly paint: Paint;
  readonly columns: number;
  readonly labelWidth: number;
  readonly axis: TimeAxis;
}

function line(row: Row, label: string, view: View): string {
  if ('span' in row) return spanLine(row, label, view);
  if ('note' in row) return noteLine(row.lead, row.note, view);
  return view.paint('dim', row.lead + row.hidden);
}

function spanLine({ span, isNews, isCircular }: SpanRow, label: string, view: View): string {
  const { paint, axis, labelWidth } = view;
  const failed = span.error !== undefined;
  const colour = failed ? 'red' : (COLOURS[span.type] ?? 'cyan');
  const name = pad(label, labelWidth);
  const parts = [
    failed ? paint('red', name) : name,
    ...(axis.width > 0 ? [paint(colour, bar(axis, span.start, span.end ?? span.start))] : []),
    pad(lasted(span), DURATION_WIDTH, true),
  ];
  const used =
    INDENT.length + labelWidth + GAP.length + (axis.width > 0 ? axis.width + GAP.length : 0) + DURATION_WIDTH;
  return [...parts, ...details(span, isNews, isCircular, view, view.columns - used)].join(GAP);
}

/** What there is to say of a span beyond its time: in full, or in fewer words, or as far as there is room. */
function details(
  span: TreeSpan,
  isNews: boolean,
  isCircular: boolean,
  { paint }: View,
  room: number,
): readonly string[] {
  const rest: readonly (readonly [Style, string])[] = [
    ['dim', dollars(span.costUsd)],
    ['yellow', span.endReason === undefined ? '' : `(${span.endReason})`],
    ['yellow', isCircular ? '(its parent is below it)' : ''],
    ['red', span.error === undefined ? '' : `✗ ${isNews ? clip(span.error, MAX_ERROR) : ''}`.trimEnd()],
  ];
  const restWidth = rest.reduce(
    (width, [, text]) => width + (text === '' ? 0 : GAP.length + Math.min(widthOf(text), MIN_ERROR)),
    0,
  );
  const full = tokens(span.usage);
  const words = full !== '' && GAP.length + widthOf(full) + restWidth > room ? shortTokens(span.usage) : full;
  const shown: string[] = [];
  let left = room;
  for (const [style, text] of [['dim', words] as const, ...rest]) {
    const clipped = clip(text, left - GAP.length);
    if (clipped === '') continue;
    shown.push(paint(style, clipped));
    left -= GAP.length + widthOf(clipped);
  }
  return shown;
}

function lasted(span: TreeSpan): string {
  if (span.isEvent) return '·';
  return span.end === undefined ? 'running' : duration(span.end - span.start);
}

function noteLine(lead: string, { head, style, text, detail }: TreeNote, { paint, columns }: View): string {
  const room = Math.max(MIN_LABEL_WIDTH, columns - INDENT.length - widthOf(lead) - widthOf(head) - 1);
  const shown = clip(text, room);
  const left = room - widthOf(shown) - 1;
  const more = detail === '' || left < 4 ? '' : ` ${paint('dim', clip(detail, left))}`;
  return `${lead}${paint(style, head)} ${shown}${more}`;
}
