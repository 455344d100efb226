import { MastraError } from '@mastra/core/error';
import type { BudgetExceeded, BudgetLimit, BudgetOptions, DiagnosticLogger } from '@mastra/core/observability';
import type { Account } from './account.ts';
import { type Consumption, tokensOf } from './totals.ts';

interface Spent {
  costUsd: number;
  tokens: number;
  /** What was said about it, so that it is said once. */
  exceeded: BudgetExceeded | undefined;
}

/** Sessions, users and runs that are counted at a time; those that were not used for longest go first. */
const MAX_COUNTED = 10_000;

const SCOPES = [
  ['session', 'perSession', 'sessionId'],
  ['user', 'perUser', 'userId'],
] as const;

/** Compares what runs, sessions and users have used with what they may. */
export class Budgets {
  readonly #options: BudgetOptions;
  readonly #logger: DiagnosticLogger;
  readonly #spent = { session: new Map<string, Spent>(), user: new Map<string, Spent>() };
  readonly #exceededRuns = new WeakSet<Account>();

  constructor(options: BudgetOptions, logger: DiagnosticLogger) {
    this.#options = options;
    this.#logger = logger;
  }

  /** A run of a session or user that has used up its budget does not begin. */
  begin(account: Account): void {
    if (this.#options.onExceeded !== 'abort') return;
    for (const [scope, , id] of SCOPES) {
      const holder = account.holder[id];
      const exceeded = holder === undefined ? undefined : this.#spent[scope].get(holder)?.exceeded;
      if (exceeded) account.abort(budgetExceeded(exceeded));
    }
  }

  /** Called after every call of a model, when its account has it. */
  spend(account: Account, { usage, costUsd }: Consumption): void {
    const run = account.outermost;
    const { perRun } = this.#options;
    const { traceId, runId, spanId } = run.holder;
    const of = { traceId, ...(runId !== undefined && { runId }) };
    if (perRun && !this.#exceededRuns.has(run)) {
      const beyond = excess(perRun, run);
      if (beyond) {
        this.#exceededRuns.add(run);
        this.#report(run, { scope: 'run', id: runId ?? spanId, ...beyond, ...of });
      }
    }
    for (const [scope, limit, idField] of SCOPES) {
      const allowed = this.#options[limit];
      const id = account.holder[idField];
      if (!allowed || id === undefined) continue;
      const spent = touch(this.#spent[scope], id);
      spent.costUsd += costUsd ?? 0;
      spent.tokens += tokensOf(usage);
      const beyond = excess(allowed, spent);
      if (!beyond) continue;
      const exceeded: BudgetExceeded = { scope, id, ...beyond, ...of };
      if (spent.exceeded === undefined) this.#report(run, exceeded);
      else if (this.#options.onExceeded === 'abort') run.abort(budgetExceeded(exceeded));
      spent.exceeded ??= exceeded;
    }
  }

  /** Whether a limit in US dollars is set that a call without a price escapes. */
  get limitsCost(): boolean {
    const { perRun, perSession, perUser } = this.#options;
    return [perRun, perSession, perUser].some(limit => limit?.costUsd !== undefined);
  }

  #report(run: Account, exceeded: BudgetExceeded): void {
    const { onExceeded = 'warn' } = this.#options;
    if (typeof onExceeded === 'function') {
      try {
        onExceeded(exceeded);
      } catch (error) {
        this.#logger.warn(`[observability] budgets.onExceeded threw: ${String(error)}`);
      }
      return;
    }
    const error = budgetExceeded(exceeded);
    this.#logger.warn(`[observability] ${error.message}`);
    if (onExceeded === 'abort') run.abort(error);
  }
}

function excess(allowed: BudgetLimit, used: { readonly costUsd: number; readonly tokens: number }) {
  for (const limit of ['costUsd', 'tokens'] as const) {
    const most = allowed[limit];
    if (most !== undefined && used[limit] > most) return { limit, allowed: most, used: used[limit] };
  }
  return undefined;
}

function touch(counted: Map<string, Spent>, id: string): Spent {
  const spent = counted.get(id) ?? { costUsd: 0, tokens: 0, exceeded: undefined };
  counted.delete(id);
  counted.set(id, spent);
  if (counted.size > MAX_COUNTED) counted.delete(counted.keys().next().value!);
  return spent;
}

function budgetExceeded(exceeded: BudgetExceeded): MastraError {
  const { scope, id, limit, allowed, used } = exceeded;
  const amount = (value: number) => (limit === 'costUsd' ? `$${Number(value.toPrecision(6))}` : `${value} tokens`);
  return new MastraError({
    code: 'BUDGET_EXCEEDED',
    domain: 'OBSERVABILITY',
    message: `The ${scope} '${id}' has used ${amount(used)}; observability.budgets allows ${amount(allowed)} for a ${scope}. Raise the limit, or look at the trace ${exceeded.traceId} for what used it.`,
    details: { ...exceeded },
  });
}
