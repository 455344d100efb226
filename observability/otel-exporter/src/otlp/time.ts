import type { HrTime } from '@opentelemetry/api';

/** A moment as OpenTelemetry's SDK holds it: whole seconds and nanoseconds. Our clocks tell milliseconds. */
export function hrTime(date: Date): HrTime {
  return hrTimeOfMs(date.getTime());
}

/** Milliseconds, of the epoch or of a stretch of time, in the same form. */
export function hrTimeOfMs(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
