/**
 * What the framework writes its own troubles to. Any object with these methods will do: `console`, pino, winston.
 * The logs of an application go through `context.logger` and `mastra.logger` instead.
 */
export interface IMastraLogger {
  /** The lowest level that the logger writes, where it says so. */
  readonly level?: string;
  debug(message: string, ...args: unknown[]): void;
  info(message: string, ...args: unknown[]): void;
  warn(message: string, ...args: unknown[]): void;
  error(message: string, ...args: unknown[]): void;
}
