import { isSpanId, isTraceId } from '../../spans/ids.ts';

/** A trace id as 32 hex digits; `undefined` for one that is missing, malformed or zero. */
export function traceIdOf(value: unknown): string | undefined {
  const hex = hexOf(value, 32);
  return isTraceId(hex) ? hex : undefined;
}

/** A span id as 16 hex digits; `undefined` for one that is missing, malformed or zero. */
export function spanIdOf(value: unknown): string | undefined {
  const hex = hexOf(value, 16);
  return isSpanId(hex) ? hex : undefined;
}

/** The protocol has bytes, its JSON form has hex; JSON made by general protobuf libraries has base64. */
function hexOf(value: unknown, digits: number): string | undefined {
  if (value instanceof Uint8Array) return value.length * 2 === digits ? Buffer.from(value).toString('hex') : undefined;
  // Base64 has fewer digits than hex: nothing longer is an id.
  if (typeof value !== 'string' || value.length > digits) return undefined;
  if (value.length === digits) return value.toLowerCase();
  const bytes = Buffer.from(value, 'base64');
  return bytes.length * 2 === digits ? bytes.toString('hex') : undefined;
}
