import type { LanguageModel, ModelMessage } from 'ai';
import type { AgentAnswer } from '../agent/result.ts';
import type { MastraApplication } from '../mastra/application.ts';
import type { ObservabilityContextMixin } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';

/** A finished run of an agent, as a scorer sees it. */
export interface JudgedRun {
  readonly agentId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly runId: string;
  /** What the agent was asked. */
  readonly input: readonly ModelMessage[];
  /** What it answered, with all its steps, tool calls and tokens. */
  readonly output: AgentAnswer;
  readonly requestContext: RequestContext;
}

/** The second argument of a score function. Its signals belong to the scorer's own trace. */
export interface ScorerContext extends ObservabilityContextMixin {
  readonly mastra?: MastraApplication;
  /** Aborted when the application shuts down and waits no longer. */
  readonly abortSignal: AbortSignal;
}

/** What a scorer thinks of an answer. */
export interface Verdict {
  readonly score: number;
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Judges an answer by itself. */
export type ScoreFunction = (run: JudgedRun, context: ScorerContext) => number | Verdict | Promise<number | Verdict>;

/** Lets a model judge an answer, from 0 (bad) to 1 (good). */
export interface ModelJudge {
  /** Any language model of the AI SDK. */
  readonly model: LanguageModel;
  /** What is judged, and what is good. */
  readonly instructions: string;
  /** What the judge is shown. @default the last thing that the user said, and the text of the answer */
  readonly prompt?: (run: JudgedRun) => string | Promise<string>;
}

/** What `createScorer` takes. */
export interface ScorerConfig {
  /** Names the scorer in scores, traces and metrics. */
  readonly id: string;
  /** @default the id */
  readonly name?: string;
  readonly description?: string;
  /** Kept with every score, so that scores of before and after a change can be told apart. */
  readonly version?: string;
  /** Judges by itself, or lets a model do so. */
  readonly score: ScoreFunction | ModelJudge;
}

/** Which answers a scorer judges. `ratio` decides by the ids of the run and the scorer. */
export type ScorerSampling =
  | { readonly type: 'always' }
  | { readonly type: 'ratio' /** 0 to 1. */; readonly probability: number };
