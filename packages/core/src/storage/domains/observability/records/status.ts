import type { SpanStatus } from './span.ts';

/** How long a span may run before it reads as `lost`. Never, unless asked for: some runs wait for people for weeks. */
export const DEFAULT_LOST_AFTER_MS: number | false = false;

/** The moment before which a span that still runs must have started to read as `lost`; `null` for never. */
export function lostBefore(lostAfterMs: number | false, now: number): number | null {
  return lostAfterMs === false ? null : now - lostAfterMs;
}

/** An error wins; then the end, which an abort is not a success of; a span without either runs, or is lost when it started before `lostBefore`. */
export function spanStatus(
  span: {
    readonly error?: unknown;
    readonly endedAt?: unknown;
    readonly endReason?: unknown;
    readonly startedAt: number;
  },
  lostBefore: number | null,
): SpanStatus {
  if (span.error !== undefined && span.error !== null) return 'error';
  if (span.endedAt !== undefined && span.endedAt !== null) return span.endReason === 'aborted' ? 'aborted' : 'success';
  return lostBefore !== null && span.startedAt < lostBefore ? 'lost' : 'running';
}
