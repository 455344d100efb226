import { createHash, randomUUID } from 'node:crypto';

/** An event id (32 hex digits) that is the same at every attempt, so that Sentry keeps an event that is sent twice once. */
export function stableEventId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** The trace of what happens outside any: one for the life of an exporter, as in Sentry's own SDKs. */
export function ownTraceId(): string {
  return randomUUID().replaceAll('-', '');
}

/** Sentry's times are seconds. */
export function seconds(date: Date): number {
  return date.getTime() / 1000;
}
