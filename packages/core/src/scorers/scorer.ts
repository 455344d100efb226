import type { MastraApplication } from '../mastra/application.ts';
import { createObservabilityContext, tracingContextOf } from '../observability/context-factory.ts';
import type { AnySpan } from '../observability/types/index.ts';
import { scorerInvalid, verdictInvalid } from './invalid.ts';
import { judgeByModel } from './judge.ts';
import type { JudgedRun, ModelJudge, ScoreFunction, ScorerConfig, Verdict } from './types.ts';

const SCORER = Symbol.for('mastra.scorer');

/** Judges answers. Made by `createScorer`. */
export class Scorer {
  readonly [SCORER] = true;
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly #score: ScoreFunction | ModelJudge;

  /** True for scorers of any copy of this package. */
  static is(value: unknown): value is Scorer {
    return typeof value === 'object' && value !== null && SCORER in value;
  }

  constructor(config: ScorerConfig) {
    const { id, name = id, description, version, score } = config;
    if (typeof id !== 'string' || id === '') {
      throw scorerInvalid(`id: a text that is not empty (given: ${JSON.stringify(id)})`);
    }
    if (typeof score !== 'function' && !isJudge(score)) {
      throw scorerInvalid('score: a function, or { model, instructions } of a model that judges');
    }
    this.id = id;
    this.name = name;
    this.description = description;
    this.version = version;
    this.#score = score;
  }

  /**
   * Judges a run inside a span.
   *
   * @throws `MastraError` `SCORER_VERDICT_INVALID`, and whatever the score function or the model throws
   */
  async judge(
    run: JudgedRun,
    within: { readonly span: AnySpan; readonly mastra?: MastraApplication; readonly abortSignal: AbortSignal },
  ): Promise<Verdict> {
    const { span, mastra, abortSignal } = within;
    const score = this.#score;
    if (typeof score !== 'function') return judgeByModel(this.id, score, run, span, abortSignal);
    const context = { mastra, abortSignal, ...createObservabilityContext(tracingContextOf(span)) };
    const answer: unknown = await score(run, context);
    const verdict = typeof answer === 'number' ? { score: answer } : (answer as Verdict | null | undefined);
    if (Number.isFinite(verdict?.score)) return verdict as Verdict;
    throw verdictInvalid(this.id, answer, 'a finite number, or { score, reason?, metadata? } with one');
  }
}

function isJudge(score: unknown): score is ModelJudge {
  if (typeof score !== 'object' || score === null) return false;
  const { model, instructions, prompt } = score as Partial<ModelJudge>;
  return Boolean(model) && typeof instructions === 'string' && (prompt === undefined || typeof prompt === 'function');
}
