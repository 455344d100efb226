import { parseOrThrow } from '@mastra/core/error';
import { z } from 'zod';

export interface ConsoleExporterOptions {
  /**
   * `tree`: each trace as a tree, when it has ended, with its logs, scores and feedback under its spans. `lines`: each
   * event on a line of its own, as it happens. `auto`: a tree on a terminal, lines anywhere else.
   * @default 'auto'
   */
  readonly format?: 'tree' | 'lines' | 'auto';
  /** Takes a line at a time. With one of your own, `auto` means lines. @default `console.log` */
  readonly write?: (line: string) => void;
  /** ANSI colours. @default what `FORCE_COLOR` and `NO_COLOR` say, else whether the standard output is a terminal */
  readonly colors?: boolean;
  /** Print measurements, a line each. @default true for lines, false for trees */
  readonly metrics?: boolean;
  /** Rows of a tree, roughly: what is beyond is counted in rows that say so. @default 200 */
  readonly maxRows?: number;
  /** Columns that a tree may take. @default the terminal's; no bound where there is none */
  readonly columns?: number;
}

/** Options with every default in place. */
export interface ResolvedConsoleOptions {
  readonly isTree: boolean;
  readonly write: (line: string) => void;
  readonly colors: boolean;
  readonly metrics: boolean;
  readonly maxRows: number;
  /** Asked for with every tree: a terminal changes its size. */
  readonly columns: () => number | undefined;
}

const schema = z.strictObject({
  format: z.enum(['tree', 'lines', 'auto']).optional(),
  write: z
    .custom<(line: string) => void>(value => typeof value === 'function', { error: 'expected a function' })
    .optional(),
  colors: z.boolean().optional(),
  metrics: z.boolean().optional(),
  maxRows: z.number().int().min(1).optional(),
  columns: z.number().int().min(20).optional(),
});

export function resolveConsoleOptions(
  given: ConsoleExporterOptions,
  wantsColors: (isTerminal: boolean) => boolean,
): ResolvedConsoleOptions {
  const options = parseOrThrow(schema, given, {
    code: 'CONSOLE_EXPORTER_OPTIONS_INVALID',
    domain: 'EXPORTER',
    subject: 'What ConsoleExporter was given',
  });
  const isTerminal = options.write === undefined && process.stdout.isTTY === true;
  const { format = 'auto' } = options;
  const isTree = format === 'auto' ? isTerminal : format === 'tree';
  return {
    isTree,
    write: options.write ?? (line => console.log(line)),
    colors: options.colors ?? wantsColors(isTerminal),
    metrics: options.metrics ?? !isTree,
    maxRows: options.maxRows ?? 200,
    columns: () => options.columns ?? (isTerminal ? process.stdout.columns : undefined),
  };
}
