import { createHash } from 'node:crypto';

/** So many hex digits that the same parts always give, and others practically never. */
export function hashOf(digits: number, ...parts: readonly string[]): string {
  const hash = createHash('sha256');
  // The length in front keeps ('ab', 'c') apart from ('a', 'bc').
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, digits);
}
