import type { LogLevel, LogThreshold } from '../observability/types/logging.ts';
import { parseLogThreshold, passes } from './level.ts';
import type { IMastraLogger } from './types.ts';

export interface ConsoleLoggerOptions {
  /** @default 'info' */
  readonly level?: LogThreshold;
  /** Stands before every message. @default 'mastra' */
  readonly name?: string;
}

/**
 * Writes to the console's error stream, whatever the level: the standard output of a program belongs to the program.
 *
 * @throws `MastraError` `LOG_LEVEL_UNKNOWN`
 */
export class ConsoleLogger implements IMastraLogger {
  readonly level: LogThreshold;
  readonly #name: string;

  constructor(options: ConsoleLoggerOptions = {}) {
    this.level = parseLogThreshold(options.level ?? 'info');
    this.#name = options.name ?? 'mastra';
  }

  debug(message: string, ...args: unknown[]): void {
    this.#write('debug', message, args);
  }

  info(message: string, ...args: unknown[]): void {
    this.#write('info', message, args);
  }

  warn(message: string, ...args: unknown[]): void {
    this.#write('warn', message, args);
  }

  error(message: string, ...args: unknown[]): void {
    this.#write('error', message, args);
  }

  #write(level: LogLevel, message: string, args: readonly unknown[]): void {
    if (!passes(level, this.level)) return;
    const line = `[${this.#name}] ${level}: ${message}`;
    if (level === 'error') console.error(line, ...args);
    else console.warn(line, ...args);
  }
}

/**
 * @example
 * const logger = createConsoleLogger('warn');
 */
export function createConsoleLogger(level: LogThreshold = 'info'): IMastraLogger {
  return new ConsoleLogger({ level });
}
