import type { ModelUsage, RunUsage, UsageAccount, UsageStats } from '@mastra/core/observability';
import { addUsage, type Consumption, tokensOf } from './totals.ts';

/** Whose consumption an account counts. */
export interface AccountHolder {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly runId: string | undefined;
  readonly sessionId: string | undefined;
  readonly userId: string | undefined;
}

interface ModelTotal {
  usage: UsageStats;
  costUsd: number | null;
  calls: number;
}

/**
 * What one run uses, and the accounts of the runs inside it. It is open while a span of the run is, or an account inside
 * it; a span that begins later opens it again.
 */
export class Account implements UsageAccount {
  readonly holder: AccountHolder;
  readonly parent: Account | undefined;
  // Most spans' accounts are never asked or stopped: what they would need for it is made when it is needed.
  #models: Map<string, ModelTotal> | undefined;
  #inner: Account[] | undefined;
  #aborts: ((reason: unknown) => void)[] | undefined;
  #open = 0;
  #waiters: ((usage: RunUsage) => void)[] | undefined;
  #abortedBy: { readonly reason: unknown } | undefined;
  /** US dollars of this run and those inside it, as far as prices are known. */
  costUsd = 0;
  /** Tokens of this run and those inside it. */
  tokens = 0;

  constructor(holder: AccountHolder, parent: Account | undefined) {
    this.holder = holder;
    this.parent = parent;
    if (parent === undefined) return;
    parent.#inner ??= [];
    parent.#inner.push(this);
    this.#abortedBy = parent.#abortedBy;
  }

  /** The account of the outermost run. */
  get outermost(): Account {
    let account: Account = this;
    while (account.parent) account = account.parent;
    return account;
  }

  spanStarted(): void {
    if (this.#open++ === 0) this.parent?.spanStarted();
  }

  spanEnded(): void {
    if (--this.#open > 0) return;
    const waiters = this.#waiters;
    this.#waiters = undefined;
    if (waiters !== undefined) {
      const usage = this.summary();
      for (const resolve of waiters) resolve(usage);
    }
    this.parent?.spanEnded();
  }

  add({ model, usage, costUsd }: Consumption): void {
    this.#models ??= new Map();
    const total = this.#models.get(model) ?? { usage: {}, costUsd: 0, calls: 0 };
    total.usage = addUsage(total.usage, usage);
    total.costUsd = total.costUsd === null || costUsd === undefined ? null : total.costUsd + costUsd;
    total.calls++;
    this.#models.set(model, total);
    for (let account: Account | undefined = this; account; account = account.parent) {
      account.costUsd += costUsd ?? 0;
      account.tokens += tokensOf(usage);
    }
  }

  settled(): Promise<RunUsage> {
    if (this.#open <= 0) return Promise.resolve(this.summary());
    return new Promise(resolve => {
      this.#waiters ??= [];
      this.#waiters.push(resolve);
    });
  }

  onAbort(abort: (reason: unknown) => void): void {
    if (this.#abortedBy) abort(this.#abortedBy.reason);
    else {
      this.#aborts ??= [];
      this.#aborts.push(abort);
    }
  }

  /** Ends this run and those inside it that are still open, and those that begin inside it later. */
  abort(reason: unknown): void {
    const pending: Account[] = [this];
    for (let account = pending.pop(); account; account = pending.pop()) {
      if (account.#abortedBy) continue;
      account.#abortedBy = { reason };
      pending.push(...(account.#inner ?? []));
      if (account.#open > 0) for (const abort of account.#aborts ?? []) abort(reason);
    }
  }

  summary(): RunUsage {
    const runs = (this.#inner ?? []).map(account => account.summary());
    const byModel: Record<string, ModelUsage> = {};
    for (const [model, total] of this.#models ?? []) addModel(byModel, model, { ...total });
    for (const run of runs) for (const [model, total] of Object.entries(run.byModel)) addModel(byModel, model, total);
    const totals = Object.entries(byModel);
    const unpriced = totals.filter(([, { costUsd }]) => costUsd === null).map(([model]) => model);
    const { traceId, spanId, name, runId, sessionId, userId } = this.holder;
    return {
      ...{ traceId, spanId, name },
      ...(runId !== undefined && { runId }),
      ...(sessionId !== undefined && { sessionId }),
      ...(userId !== undefined && { userId }),
      usage: totals.reduce<UsageStats>((sum, [, { usage }]) => addUsage(sum, usage), {}),
      costUsd: unpriced.length > 0 ? null : totals.reduce((sum, [, { costUsd }]) => sum + (costUsd ?? 0), 0),
      ...{ unpriced, byModel, runs },
    };
  }
}

function addModel(byModel: Record<string, ModelUsage>, model: string, added: ModelUsage): void {
  const known = Object.hasOwn(byModel, model) ? byModel[model] : undefined;
  const total = known ?? { usage: {}, costUsd: 0, calls: 0 };
  Object.defineProperty(byModel, model, {
    value: {
      usage: addUsage(total.usage, added.usage),
      costUsd: total.costUsd === null || added.costUsd === null ? null : total.costUsd + added.costUsd,
      calls: total.calls + added.calls,
    },
    ...{ enumerable: true, configurable: true, writable: true },
  });
}
