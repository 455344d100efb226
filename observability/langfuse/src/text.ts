/** A value as Langfuse takes it: text as it is, everything else as JSON. `undefined` for what says nothing. */
export function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  } catch {
    // A circle: captured payloads have none, a user's formatter may make one.
    return String(value);
  }
}
