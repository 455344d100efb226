import { MastraError } from '../error/index.ts';
import { LOG_LEVELS, type LogLevel, type LogThreshold } from '../observability/types/logging.ts';

const THRESHOLDS: readonly string[] = [...LOG_LEVELS, 'silent'];

export function isLogThreshold(value: unknown): value is LogThreshold {
  return typeof value === 'string' && THRESHOLDS.includes(value);
}

/** Answers the level, or throws a `MastraError` that lists the levels that exist. */
export function parseLogThreshold(value: unknown): LogThreshold {
  if (isLogThreshold(value)) return value;
  throw new MastraError({
    code: 'LOG_LEVEL_UNKNOWN',
    domain: 'MASTRA',
    message: `The log level ${JSON.stringify(value)} does not exist. Use one of: ${THRESHOLDS.join(', ')}.`,
  });
}

/** Whether a message of this level passes the threshold. */
export function passes(level: LogLevel, threshold: LogThreshold): boolean {
  return THRESHOLDS.indexOf(level) >= THRESHOLDS.indexOf(threshold);
}
