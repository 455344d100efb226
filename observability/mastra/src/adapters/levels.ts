import type { LogLevel } from '@mastra/core/observability';

/** The names that loggers have for their levels: pino's, winston's (npm and syslog), and our own. */
const LEVELS: Readonly<Record<string, LogLevel>> = {
  silly: 'debug',
  trace: 'debug',
  verbose: 'debug',
  http: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  crit: 'fatal',
  critical: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  fatal: 'fatal',
};

/** Levels of the user's own, by their names in lower case. */
export type LevelNames = Readonly<Record<string, LogLevel>>;

/** The level that a name stands for; `info` where nobody knows it. */
export function levelNamed(name: string, own: LevelNames = {}): LogLevel {
  const known = (of: LevelNames, level: string) => (Object.hasOwn(of, level) ? of[level] : undefined);
  return known(own, name) ?? known(LEVELS, name.toLowerCase()) ?? 'info';
}

/** The level that one of pino's numbers stands for: its own ones, and whatever lies between them. */
export function levelNumbered(value: number): LogLevel {
  if (value >= 60) return 'fatal';
  if (value >= 50) return 'error';
  if (value >= 40) return 'warn';
  return value >= 30 ? 'info' : 'debug';
}
