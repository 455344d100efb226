import { createConsoleLogger, type IMastraLogger } from '../logger/index.ts';
import { isLogThreshold, parseLogThreshold, passes } from '../logger/level.ts';
import type {
  LoggerContext,
  LogThreshold,
  ObservabilityConfig,
  ObservabilityEntrypoint,
} from '../observability/types/index.ts';

const warned = Symbol.for('mastra.logger-option.warned');
const shared = globalThis as { [warned]?: boolean };

type Observability = ObservabilityConfig | ObservabilityEntrypoint | undefined;

/** What `new Mastra({ logger })` means today. */
export interface MigratedLogger {
  /** Where `mastra.logger` writes while nothing observes; absent where no logger was given. */
  readonly fallback?: LoggerContext;
  /** Where the framework writes its own troubles. */
  readonly diagnostics: IMastraLogger;
  readonly observability: Observability;
}

/** Reads the deprecated `logger` option, and says once in a process that it is deprecated. */
export function migrateLogger(
  logger: IMastraLogger | LogThreshold | undefined,
  observability: Observability,
): MigratedLogger {
  if (logger === undefined) return { diagnostics: createConsoleLogger('info'), observability };
  if (!shared[warned]) {
    shared[warned] = true;
    console.warn(
      '[mastra] The `logger` option of new Mastra() is deprecated and goes away in the next major version. ' +
        'Use observability: { logLevel } instead.',
    );
  }
  const diagnostics = isLogger(logger) ? logger : createConsoleLogger(parseLogThreshold(logger));
  const level = isLogThreshold(diagnostics.level) ? diagnostics.level : undefined;
  return { diagnostics, observability: withLevel(observability, level), fallback: loggerContextOf(diagnostics) };
}

function isLogger(logger: unknown): logger is IMastraLogger {
  return typeof logger === 'object' && logger !== null && typeof (logger as Partial<IMastraLogger>).info === 'function';
}

function loggerContextOf(logger: IMastraLogger): LoggerContext {
  const threshold = isLogThreshold(logger.level) ? logger.level : 'debug';
  const args = (data: Record<string, unknown> | undefined) => (data === undefined ? [] : [data]);
  return {
    debug: (message, data) => logger.debug(message, ...args(data)),
    info: (message, data) => logger.info(message, ...args(data)),
    warn: (message, data) => logger.warn(message, ...args(data)),
    error: (message, data) => logger.error(message, ...args(data)),
    fatal: (message, data) => logger.error(message, ...args(data)),
    isLevelEnabled: level => passes(level, threshold),
  };
}

/** An entrypoint, and a configuration with a level of its own, know better. */
function withLevel(observability: Observability, logLevel: LogThreshold | undefined): Observability {
  if (!observability || 'getDefaultInstance' in observability) return observability;
  return observability.logLevel === undefined && logLevel ? { ...observability, logLevel } : observability;
}
