import { createConsoleLogger, type IMastraLogger } from '@mastra/core/logger';
import type { LogLevel } from '@mastra/core/observability';
import { isOwnWork } from '../context/own-work.ts';
import { originOf } from './origin.ts';
import { type LogTarget, writeLog } from './target.ts';

export interface FrameworkLoggerOptions {
  /** Also written to this one, such as `console`. The logs are then marked as printed. @default nothing */
  readonly mirror?: IMastraLogger;
}

/**
 * A logger for code that wants an `IMastraLogger`, writing into the log signal. What the pipeline itself reports goes
 * to the mirror, or to the console's error stream where there is none, and never into the pipeline.
 *
 * @example
 * const observability = new Observability({ serviceName: 'my-app' });
 * const mastra = new Mastra({ observability, logger: loggerFrom(observability, { mirror: console }) });
 */
export function loggerFrom(target: LogTarget, options: FrameworkLoggerOptions = {}): IMastraLogger {
  const { mirror } = options;
  const troubles = mirror ?? createConsoleLogger('info');
  const metadata = originOf('mastra', mirror !== undefined);
  const write = (level: Exclude<LogLevel, 'fatal'>, message: string, args: readonly unknown[]) => {
    if (isOwnWork()) {
      troubles[level](message, ...args);
      return;
    }
    mirror?.[level](message, ...args);
    writeLog(target, { level, message, data: dataOf(args), metadata });
  };
  return {
    debug: (message, ...args) => write('debug', message, args),
    info: (message, ...args) => write('info', message, args),
    warn: (message, ...args) => write('warn', message, args),
    error: (message, ...args) => write('error', message, args),
  };
}

/** One object is the data; an error is named so; anything else is kept in a list. */
function dataOf(args: readonly unknown[]): Record<string, unknown> | undefined {
  const [first] = args;
  if (args.length === 0) return undefined;
  if (args.length > 1) return { args };
  if (first instanceof Error) return { error: first };
  return typeof first === 'object' && first !== null && !Array.isArray(first)
    ? (first as Record<string, unknown>)
    : { args };
}
