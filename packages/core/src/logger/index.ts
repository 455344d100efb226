export type { LogLevel, LogThreshold } from '../observability/types/logging.ts';
export { ConsoleLogger, type ConsoleLoggerOptions, createConsoleLogger } from './console-logger.ts';
export { noOpLogger } from './no-op-logger.ts';
export type { IMastraLogger } from './types.ts';
