import { ORIGIN } from '../fixtures/records.ts';
import type { Random } from './random.ts';

// Few values of each kind, so that random records share them and random questions find something.

export const TRACE_IDS = Array.from({ length: 14 }, (_, n) => `trace-${String.fromCodePoint(0x61 + n)}`);
export const SPAN_IDS = ['s1', 's2', 'S3', 'é4', '𝒜5', '\uffee6'];
export const USERS = ['ann', 'Ann', 'Zoë', "o'hara", '用户'];
export const ORGANIZATIONS = ['acme', 'other'];
export const SESSIONS = ['s-1', 's-2', 'sé-3', 'S-1'];
export const NAMES = ['weather', 'trip', 'Ärger', '100%_sure'];
export const ENTITY_TYPES = ['agent', 'tool', 'workflow_run'] as const;
export const TAGS = ['a', 'b', 'A', 'ß', 'x,y', "it's", ''];
export const METRIC_NAMES = ['latency', 'cost', 'mastra_model_cost_usd', 'Latency'];
export const LABEL_KEYS = ['tool', 'http.status', 'Tool', 'größe', ''];
export const LABEL_VALUES = ['a', 'b', '', '200', '😀', 'A'];
export const SCORERS = ['relevance', 'tone', 'Tone'];
export const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
export const WORDS = ['foo', 'BAR', 'naïve', 'ΣΊΣΥΦΟΣ', 'bar42', '東京', '😀', 'İstanbul', '100%', 'a_b', '', "don't"];
export const METADATA_KEYS = ['plan', 'a.b', "it's", 'nested'];
export const METADATA_VALUES: readonly unknown[] = [
  'pro',
  'Pro',
  5,
  '5',
  0.5,
  true,
  false,
  null,
  [1, 2],
  { a: 1, b: [2] },
  '',
];

export const MODELS = ['gpt', 'gpt-1', 'Claude', ''];
export const ATTRIBUTE_KEYS = ['model', 'seed', 'a.b', "it's", 'nested'];
/** Numbers that every engine writes alike: the bytes of payloads are compared. */
export const SCALARS: readonly (string | number | boolean | null)[] = [
  ...['gpt', '7', '', "it's"],
  ...[7, 0, 0.5, 1e9, 1 / 3, -1.5],
  true,
  false,
  null,
];

/** What lies between the two clusters of times, so that a prune can part them at any moment of the test. */
export const BETWEEN_CLUSTERS = ORIGIN + 5 * 86_400_000;

/** One of few moments: many records share one. Some lie ten days later. */
export function randomTime(random: Random): number {
  const day = random.chance(0.2) ? 10 * 86_400_000 : 0;
  return ORIGIN + day + random.pick([0, 0, 1, 999, 1000, 59_999, 60_000, 300_000, 3_600_000, 7_199_999]);
}

/** A multiple of an eighth: sums of such are exact in any order. */
export function randomNumber(random: Random): number {
  return random.int(-80, 800) / 8;
}

/** A message of some words with various things between them. */
export function randomMessage(random: Random): string {
  const count = random.int(0, 4);
  return Array.from({ length: count }, () => random.pick(WORDS) + random.pick([' ', '-', ', ', '_', '.'])).join('');
}

/** Random keys of the metadata's vocabulary, each with a random value. */
export function randomMetadata(random: Random): Record<string, unknown> {
  return Object.fromEntries(random.some(METADATA_KEYS, 3).map(key => [key, random.pick(METADATA_VALUES)]));
}

/** Random labels, each with a random value. */
export function randomLabels(random: Random, max = 3): Record<string, string> {
  return Object.fromEntries(random.some(LABEL_KEYS, max).map(key => [key, random.pick(LABEL_VALUES)]));
}

/** A random tenant, or everybody. */
export function randomTenant(random: Random): { readonly organizationId?: string; readonly resourceId?: string } {
  return {
    ...(random.chance(0.6) && { organizationId: random.pick(ORGANIZATIONS) }),
    ...(random.chance(0.2) && { resourceId: 'resource' }),
  };
}
