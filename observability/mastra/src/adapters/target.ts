import type { AnySpan, LoggerContext, ObservabilityEntrypoint } from '@mastra/core/observability';
import { type AdaptedLog, SpanLogger } from '../context/logger.ts';

/**
 * Where an adapter writes: an application, its `observability`, or a logger. With the first two, a log belongs to the
 * run that it is written in, or to none; with a logger it belongs to what that logger belongs to.
 */
export type LogTarget = ObservabilityEntrypoint | { readonly observability: ObservabilityEntrypoint } | LoggerContext;

/** What all adapters can be told. */
export interface LogAdapterOptions {
  /**
   * Whether the same logs are also printed by the logger that they come from. They are marked, and `ConsoleExporter`
   * leaves them out, so that nobody reads them twice.
   * @default false
   */
  readonly printed?: boolean;
}

/**
 * Writes a log of another logger into the signal. `span` is the one that the call was made in, where the adapter saw
 * it; the ambient one counts otherwise.
 */
export function writeLog(target: LogTarget, log: AdaptedLog, span?: AnySpan): void {
  const logger = loggerOf(target, span);
  if (!logger) return;
  if (logger instanceof SpanLogger) logger.record(log);
  else logger[log.level](log.message, log.data && { ...log.data });
}

function loggerOf(target: LogTarget, span: AnySpan | undefined): LoggerContext | undefined {
  if ('isLevelEnabled' in target) return target;
  const observability = 'observability' in target ? target.observability : target;
  return observability.getDefaultInstance()?.getLoggerContext(span);
}
