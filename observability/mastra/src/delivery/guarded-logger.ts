import type { DiagnosticLogger } from '@mastra/core/observability';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** The same logger, which never throws: it may be anybody's, and is called from timers. */
export function guardedLogger(logger: DiagnosticLogger): DiagnosticLogger {
  const guarded =
    (level: Level) =>
    (message: string, ...rest: unknown[]) => {
      try {
        logger[level](message, ...rest);
      } catch {
        // There is nobody left to tell.
      }
    };
  return { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') };
}
