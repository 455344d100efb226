import { createHash } from 'node:crypto';
import { uuidOf } from '@mastra/observability/exporters';

/** Of this package; any fixed UUID would do. */
const NAMESPACE = Buffer.from('6d1b3c5e8f0a4d2b9c7e5f3a1b2d4c6e', 'hex');

/**
 * A UUID (version 5) that is the same whenever it is made of the same parts. PostHog keeps one of several events with
 * the same uuid, name, distinct id and day.
 */
export function eventUuid(...parts: readonly string[]): string {
  return uuidOf(createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest(), 5);
}
