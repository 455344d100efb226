export { createScorer } from './create-scorer.ts';
export type { AgentScorer } from './sampling.ts';
export { Scorer } from './scorer.ts';
export type {
  JudgedRun,
  ModelJudge,
  ScoreFunction,
  ScorerConfig,
  ScorerContext,
  ScorerSampling,
  Verdict,
} from './types.ts';
