import { objectOf } from '../wire/types.ts';
import { camelCased } from './own-fields.ts';

/** What providers call a parameter, and what it is called here. */
const RENAMED = new Map([
  ['max_tokens', 'maxOutputTokens'],
  ['max_completion_tokens', 'maxOutputTokens'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['maxTokens', 'maxOutputTokens'],
  ['stop', 'stopSequences'],
]);

/** Told in fields of their own, and long. */
const ELSEWHERE = new Set(['model', 'messages', 'tools', 'input', 'prompt', 'system']);

/** Parameters of a call as a provider has them. `undefined` where there are none. */
export function parametersOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  const kept = Object.entries(objectOf(given)).filter(([name, value]) => !ELSEWHERE.has(name) && value !== null);
  if (kept.length === 0) return undefined;
  return camelCased(Object.fromEntries(kept.map(([name, value]) => [RENAMED.get(name) ?? name, value])));
}
