const SCALAR_BYTES = 8;

/**
 * Estimated bytes of a captured payload, by the rule that `Capture` counts by: so that what a span replaces no longer
 * counts. Without recursion, however deep the payload is.
 */
export function payloadBytes(payload: unknown): number {
  let bytes = 0;
  const open: unknown[] = [payload];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') bytes += value.length;
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null) bytes += SCALAR_BYTES;
    else if (Array.isArray(value)) {
      bytes += SCALAR_BYTES;
      for (let i = 0; i < value.length; i++) open.push(value[i]);
    } else if (typeof value === 'object') {
      for (const key of Object.keys(value)) {
        bytes += key.length + SCALAR_BYTES;
        open.push((value as Record<string, unknown>)[key]);
      }
    }
  }
  return bytes;
}
