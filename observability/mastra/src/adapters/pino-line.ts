import type { LogLevel } from '@mastra/core/observability';
import { type LevelNames, levelNamed, levelNumbered } from './levels.ts';

/** How a pino is configured whose lines are read. */
export interface PinoLineOptions {
  /** pino's own option of this name. @default 'msg' */
  readonly messageKey?: string;
  /** Bindings that are left out, because they say the same on every line. @default ['pid', 'hostname'] */
  readonly omit?: readonly string[];
  /** Levels of your own (`customLevels` written as labels) and what they stand for. */
  readonly levels?: LevelNames;
}

/** What a line says. */
export interface PinoLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly timestamp: Date | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

/** pino writes milliseconds, or seconds (`stdTimeFunctions.unixTime`): no clock has counted so many of these yet. */
const LATEST_IN_SECONDS = 1e11;

const EVERY_LINE: readonly string[] = ['pid', 'hostname'];

/** Reads a line as pino writes it; whatever else it is becomes a message. */
export function readPinoLine(line: string, options: PinoLineOptions = {}): PinoLine {
  const fields = parse(line);
  if (!fields) return { level: 'info', message: line, timestamp: undefined, data: undefined };
  const { messageKey = 'msg', omit = EVERY_LINE, levels } = options;
  const { level, time, [messageKey]: message, ...rest } = fields;
  for (const key of omit) delete rest[key];
  return {
    level: typeof level === 'number' ? levelNumbered(level) : levelNamed(String(level ?? 'info'), levels),
    message: typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message),
    timestamp: toDate(time),
    data: Object.keys(rest).length > 0 ? rest : undefined,
  };
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function toDate(time: unknown): Date | undefined {
  if (typeof time !== 'number' && typeof time !== 'string') return undefined;
  const date = new Date(typeof time === 'number' && time < LATEST_IN_SECONDS ? time * 1000 : time);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
