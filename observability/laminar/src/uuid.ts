/** A trace id (32 hex digits) as Laminar writes it. */
export function traceUuid(traceId: string): string {
  return uuid(traceId);
}

/** A span id (16 hex digits) as Laminar writes it: with zeros in front. */
export function spanUuid(spanId: string): string {
  return uuid(spanId.padStart(32, '0'));
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
