import { createHash } from 'node:crypto';
import { MastraError } from '../error/index.ts';
import { Scorer } from './scorer.ts';
import type { ScorerSampling } from './types.ts';

/** A scorer as an agent has it. */
export interface AgentScorer {
  readonly scorer: Scorer;
  /** Which answers are judged. @default `{ type: 'always' }` */
  readonly sampling?: ScorerSampling;
}

const ALWAYS: ScorerSampling = { type: 'always' };

/** The scorers of an agent, checked. */
export function resolveScorers(
  agentId: string,
  given: Readonly<Record<string, AgentScorer>> = {},
): readonly AgentScorer[] {
  return Object.entries(given).map(([key, { scorer, sampling = ALWAYS }]) => {
    if (!Scorer.is(scorer)) throw invalid(agentId, `${key}.scorer: what createScorer made`);
    if (isSampling(sampling)) return { scorer, sampling };
    const allowed = "{ type: 'always' } or { type: 'ratio', probability } with a probability from 0 to 1";
    throw invalid(agentId, `${key}.sampling: ${allowed} (given: ${JSON.stringify(sampling)})`);
  });
}

function isSampling(given: ScorerSampling): boolean {
  return given.type === 'always' || (given.type === 'ratio' && given.probability >= 0 && given.probability <= 1);
}

/**
 * Whether a run is judged. The same run always gets the same decision; the scorer's id is part of it, so that scorers
 * of the same ratio, and the sampling of traces, choose independently of each other.
 */
export function isJudged({ scorer, sampling }: AgentScorer, runKey: string): boolean {
  if (sampling?.type !== 'ratio') return true;
  const digest = createHash('sha256').update(`${scorer.id}\n${runKey}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < sampling.probability;
}

function invalid(agentId: string, what: string): MastraError {
  return new MastraError({
    code: 'AGENT_CONFIG_INVALID',
    domain: 'AGENT',
    message: `The scorers of the agent '${agentId}' are not valid. Needed is ${what}.`,
  });
}
