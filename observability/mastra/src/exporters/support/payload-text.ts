/** A payload as text: text as it is, everything else as JSON; `undefined` for what says nothing. Never throws. */
export function payloadText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    return unusualText(value);
  }
}

/** Captured payloads hold nothing of the kind; what a user's formatter made may. */
function unusualText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  } catch {
    // A circle.
    return String(value);
  }
}
