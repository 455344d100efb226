import { Scorer } from './scorer.ts';
import type { ScorerConfig } from './types.ts';

/**
 * Makes a scorer: a function, or a model, that judges the answers of agents. It works when the answer is there, in a
 * trace of its own, so it neither delays the answer nor can it make it fail.
 *
 * @throws `MastraError` `SCORER_CONFIG_INVALID`
 *
 * @example
 * const brevity = createScorer({ id: 'brevity', score: ({ output }) => Math.min(1, 200 / output.text.length) });
 * const relevance = createScorer({
 *   id: 'relevance',
 *   score: { model, instructions: 'Judge whether the answer answers the question.' },
 * });
 * new Agent({ id: 'weather', instructions: '…', model, scorers: {
 *   brevity: { scorer: brevity },
 *   relevance: { scorer: relevance, sampling: { type: 'ratio', probability: 0.1 } },
 * } });
 */
export function createScorer(config: ScorerConfig): Scorer {
  return new Scorer(config);
}
