import { createHash } from 'node:crypto';

/** Of this package; any fixed UUID would do. */
const NAMESPACE = Buffer.from('6d1b3c5e8f0a4d2b9c7e5f3a1b2d4c6e', 'hex');

/**
 * A UUID (version 5) that is the same whenever it is made of the same parts. PostHog keeps one of several events with
 * the same uuid, name, distinct id and day.
 */
export function eventUuid(...parts: readonly string[]): string {
  const hash = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
