import { MastraError } from '../error/index.ts';

/** The error of a scorer that cannot work as it is configured. */
export function scorerInvalid(what: string): MastraError {
  return new MastraError({
    code: 'SCORER_CONFIG_INVALID',
    domain: 'SCORER',
    message: `createScorer was given a configuration that is not valid. It needs ${what}.`,
  });
}

/** The error of a verdict that is none. */
export function verdictInvalid(scorerId: string, given: unknown, allowed: string): MastraError {
  return new MastraError({
    code: 'SCORER_VERDICT_INVALID',
    domain: 'SCORER',
    message: `The scorer '${scorerId}' answered ${show(given)}. It must answer ${allowed}.`,
    details: { scorerId },
  });
}

function show(given: unknown): string {
  if (typeof given !== 'object' || given === null) return typeof given === 'string' ? 'a text' : String(given);
  return 'score' in given ? `an object whose score is ${show(given.score)}` : 'an object without a score';
}
