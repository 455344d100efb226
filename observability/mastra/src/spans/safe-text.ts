/** The text of anything. Never throws, also for what has none. */
export function safeText(value: unknown): string {
  try {
    return value instanceof Error ? value.message : String(value);
  } catch {
    return '[unreadable]';
  }
}
