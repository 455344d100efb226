/**
 * A run's start as LangSmith wants it: to the microsecond. Our clock has milliseconds, so the digits below tell the order in
 * which the spans of a trace began, as they do in the vendor's SDK.
 */
export function startOf(at: Date, order: number): string {
  const digits = String(Math.min(order, 999)).padStart(3, '0');
  return `${at.toISOString().slice(0, -1)}${digits}Z`;
}

/** A run's end, never before its start. */
export function endOf(at: Date, start: string): string {
  const end = `${at.toISOString().slice(0, -1)}000Z`;
  return end < start ? start : end;
}

/** A start as a part of a dotted order: `20260301T120000000001Z`. */
export const stampOf = (start: string): string => start.replace(/[-:.]/g, '');
