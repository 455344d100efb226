import type { UsageStats } from './usage.ts';

/** What a model was used for within a run. */
export interface ModelUsage {
  readonly usage: UsageStats;
  /** US dollars; `null` where a call of this model has no known price. */
  readonly costUsd: number | null;
  readonly calls: number;
}

/** What a run used, with everything below it: retries, tools that call models, other agents and workflows. */
export interface RunUsage {
  readonly traceId: string;
  readonly spanId: string;
  /** The agent or workflow. */
  readonly name: string;
  readonly runId?: string;
  readonly sessionId?: string;
  readonly userId?: string;
  readonly usage: UsageStats;
  /** US dollars: what providers reported, else by price; `null` as soon as one call has no known price. */
  readonly costUsd: number | null;
  /** The models that have no known price. Empty where `costUsd` is known. */
  readonly unpriced: readonly string[];
  readonly byModel: Readonly<Record<string, ModelUsage>>;
  /** The runs inside this one, in the order in which they began. Their usage is part of this one's. */
  readonly runs: readonly RunUsage[];
}

/** Counts what the work of a run uses. */
export interface UsageAccount {
  /** Resolves when the run and everything below it has ended. */
  settled(): Promise<RunUsage>;
  /** Called once where a budget ends the run, with the error to end it with; at once where it already has. */
  onAbort(abort: (reason: unknown) => void): void;
}

/** How much may be used. A limit that is left out does not limit. */
export interface BudgetLimit {
  /** US dollars. Calls without a known price count nothing, and are warned about. */
  readonly costUsd?: number;
  /** Input and output tokens together. */
  readonly tokens?: number;
}

/** A budget that was used up. */
export interface BudgetExceeded {
  readonly scope: 'run' | 'session' | 'user';
  /** The run's, session's or user's id. */
  readonly id: string;
  readonly limit: 'costUsd' | 'tokens';
  readonly allowed: number;
  readonly used: number;
  readonly traceId: string;
  readonly runId?: string;
}

/**
 * Limits of what model calls may use, checked after every call of a model. Sessions and users are counted in this process,
 * from its start, the 10,000 most recent of each.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'app', budgets: { perRun: { costUsd: 0.5, tokens: 100_000 }, onExceeded: 'abort' } } });
 */
export interface BudgetOptions {
  /** Of an outermost run, with everything below it. */
  readonly perRun?: BudgetLimit;
  readonly perSession?: BudgetLimit;
  readonly perUser?: BudgetLimit;
  /**
   * `warn` says so once for each run, session or user; `abort` also ends the run that went beyond with a `MastraError`
   * `BUDGET_EXCEEDED`, and refuses further runs of a session or user beyond theirs; a function is called instead.
   *
   * @default 'warn'
   */
  readonly onExceeded?: 'warn' | 'abort' | ((exceeded: BudgetExceeded) => void);
}
