import type { Trace } from '@mastra/core/observability';
import { painter, wantsColors } from './paint.ts';
import { renderTree } from './render.ts';
import { fromRecorded } from './tree-span.ts';

export interface TraceTreeOptions {
  /** ANSI colours. @default whether the standard output is a terminal that wants them */
  readonly colors?: boolean;
  /** Columns that the lines may take. @default the terminal's; no bound where there is none */
  readonly columns?: number;
  /** Rows beyond this many are counted instead of shown. @default 1000 */
  readonly maxRows?: number;
}

/**
 * A stored trace as text: the tree, a bar on the time axis for each span, how long it took, tokens, cost, and what went
 * wrong. What `ConsoleExporter` prints on a terminal, for a trace that was read back.
 *
 * @example
 * const trace = await mastra.getTrace(traceId);
 * if (trace) console.log(traceTree(trace));
 */
export function traceTree(trace: Trace, options: TraceTreeOptions = {}): string {
  const { isTTY, columns } = process.stdout;
  const render = {
    paint: painter(options.colors ?? wantsColors(process.env, isTTY === true)),
    columns: options.columns ?? (isTTY ? columns : undefined),
    maxRows: options.maxRows ?? 1000,
  };
  return renderTree(trace.spans.map(fromRecorded), [], render).join('\n');
}
