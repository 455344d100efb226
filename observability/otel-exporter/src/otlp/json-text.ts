/** A value as JSON text; `undefined` for what JSON has no text for. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return unusual(value);
  }
}

/** Captured payloads are always JSON; a formatter of the user's may make big integers, circles and getters that throw. */
function unusual(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  } catch {
    return '[not representable]';
  }
}
