import type { AnyExportedSpan, SpanEndReason } from '@mastra/core/observability';

export type ObservationLevel = 'DEBUG' | 'DEFAULT' | 'WARNING' | 'ERROR';

export interface ObservationStatus {
  readonly level: ObservationLevel;
  readonly message?: string;
}

/** A run that waits is no trouble; one that did not come to its own end is worth a look; one that took too long failed. */
const LEVELS: Readonly<Record<SpanEndReason, ObservationLevel>> = {
  suspended: 'DEFAULT',
  aborted: 'WARNING',
  tripwire: 'WARNING',
  abandoned: 'WARNING',
  shutdown: 'WARNING',
  timeout: 'ERROR',
};

/** How a span ended, as Langfuse's level and status message. */
export function observationStatus(span: AnyExportedSpan): ObservationStatus {
  const { errorInfo, endReason, type } = span;
  if (errorInfo) {
    const { name, message } = errorInfo;
    return { level: 'ERROR', message: name && name !== 'Error' ? `${name}: ${message}` : message };
  }
  if (endReason) return { level: LEVELS[endReason] ?? 'WARNING', message: endReason };
  return { level: type === 'model_chunk' ? 'DEBUG' : 'DEFAULT' };
}
