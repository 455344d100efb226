/** Whether a value is an object with fields: no list and no date. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * The time of a date, in milliseconds; `undefined` for what is none. A date among a span's attributes, such as
 * `completionStartTime`, is a `Date` where it was set and ISO text once the span was captured.
 */
export function timeOf(value: unknown): number | undefined {
  if (!(value instanceof Date) && typeof value !== 'string') return undefined;
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? undefined : time;
}
