import type { DiagnosticLogger, RunUsage, SpanAttributes, SpanType, UsageStats } from '@mastra/core/observability';
import type { CostOf } from '../metrics/pricing/cost-table.ts';
import { Account } from './account.ts';
import type { Budgets } from './budgets.ts';

/** What the meter reads of a span, and the two things that it writes: its account and its cost. */
export interface MeteredSpan {
  readonly id: string;
  readonly traceId: string;
  readonly type: SpanType;
  readonly name: string;
  readonly isEvent: boolean;
  readonly startTime: Date;
  readonly parent: MeteredSpan | undefined;
  readonly correlation: {
    readonly entityName?: string;
    readonly entityId?: string;
    readonly runId?: string;
    readonly sessionId?: string;
    readonly userId?: string;
  };
  attributes: SpanAttributes | undefined;
  account: Account | undefined;
}

/** Spans that have an account of their own. */
const RUNS: ReadonlySet<SpanType> = new Set<SpanType>(['agent_run', 'workflow_run']);
/** Spans of calls that cost something. The first two lie inside each other, and the step counts. */
const CALLS: ReadonlySet<SpanType> = new Set<SpanType>(['model_step', 'model_generation', 'rag_embedding']);
/** Traces whose accounts can be asked for by id after they have ended. */
const MAX_RECENT = 1000;
const MAX_WARNED = 1000;

interface Charged {
  readonly model?: string;
  readonly responseModel?: string;
  readonly provider?: string;
  readonly usage?: UsageStats;
  readonly costUsd?: number;
  readonly unpriced?: unknown;
}

/**
 * Puts a price on every call of a model when its span ends, and counts usage and cost in the account of its run. It sees
 * every span, also of traces that sampling leaves out.
 */
export class UsageMeter {
  readonly #costOf: CostOf;
  readonly #budgets: Budgets | undefined;
  readonly #logger: DiagnosticLogger;
  /** Generations that consist of steps: these are counted, and the generation is their sum. */
  readonly #stepped = new WeakSet<MeteredSpan>();
  readonly #traces = new Map<string, Account[]>();
  /** The remembered traces, the oldest at `#nextTrace`: asking a map for its oldest key costs more than the rest of a run. */
  readonly #recent: (string | undefined)[] = new Array(MAX_RECENT).fill(undefined);
  #nextTrace = 0;
  readonly #warned = new Set<string>();

  constructor(costOf: CostOf, budgets: Budgets | undefined, logger: DiagnosticLogger) {
    this.#costOf = costOf;
    this.#budgets = budgets;
    this.#logger = logger;
  }

  started(span: MeteredSpan): void {
    const above = span.parent?.account;
    const { type } = span;
    if (RUNS.has(type) || (above === undefined && CALLS.has(type))) span.account = this.#openAccount(span, above);
    else if (above !== undefined) span.account = above;
    if (span.account !== undefined && !span.isEvent) span.account.spanStarted();
    if (type === 'model_step' && span.parent?.type === 'model_generation') this.#stepped.add(span.parent);
  }

  /** Gives the span its cost before its end is exported. */
  ending(span: MeteredSpan): void {
    if (!CALLS.has(span.type)) return;
    const attributes = (span.attributes ?? {}) as Charged;
    const { usage } = attributes;
    let { costUsd } = attributes;
    const isSum = this.#stepped.has(span);
    if (costUsd === undefined && usage !== undefined && !isSum && attributes.unpriced === undefined) {
      const above = (span.parent?.attributes ?? {}) as Charged;
      const model = attributes.model ?? (span.type === 'model_step' ? above.model : undefined);
      const provider = attributes.provider ?? (span.type === 'model_step' ? above.provider : undefined);
      costUsd = this.#costOf({ model, responseModel: attributes.responseModel, provider, usage, at: span.startTime });
      if (costUsd === undefined) this.#warn(attributes.responseModel ?? model);
      else span.attributes = { ...span.attributes, costUsd, costSource: 'prices' } as SpanAttributes;
    }
    if (isSum || (usage === undefined && costUsd === undefined)) return;
    const { account } = span;
    if (!account) return;
    const above = (span.parent?.attributes ?? {}) as Charged;
    const model = attributes.responseModel ?? attributes.model ?? above.model ?? 'unknown';
    const consumption = { model, usage, costUsd };
    account.add(consumption);
    this.#budgets?.spend(account, consumption);
  }

  ended(span: MeteredSpan): void {
    if (span.account !== undefined && !span.isEvent) span.account.spanEnded();
  }

  /** What the outermost runs of a trace have used, when they have ended. `undefined` for a trace that is not known here. */
  async settled(traceId: string): Promise<readonly RunUsage[] | undefined> {
    const accounts = this.#traces.get(traceId);
    return accounts && Promise.all(accounts.map(account => account.settled()));
  }

  #openAccount(span: MeteredSpan, above: Account | undefined): Account {
    const { entityName, entityId, runId, sessionId, userId } = span.correlation;
    const { traceId, id: spanId } = span;
    const name = entityName ?? entityId ?? span.name;
    const account = new Account({ traceId, spanId, name, runId, sessionId, userId }, above);
    if (above === undefined) {
      const known = this.#traces.get(traceId);
      if (known) known.push(account);
      else this.#remember(traceId, account);
    }
    this.#budgets?.begin(account);
    return account;
  }

  #remember(traceId: string, account: Account): void {
    const oldest = this.#recent[this.#nextTrace];
    if (oldest !== undefined) this.#traces.delete(oldest);
    this.#recent[this.#nextTrace] = traceId;
    this.#nextTrace = (this.#nextTrace + 1) % MAX_RECENT;
    this.#traces.set(traceId, [account]);
  }

  #warn(model: string | undefined): void {
    if (model === undefined || this.#warned.has(model) || this.#warned.size >= MAX_WARNED) return;
    this.#warned.add(model);
    const escapes = this.#budgets?.limitsCost ? ' Budgets in US dollars cannot limit it.' : '';
    this.#logger.warn(
      `[observability] no price is known for all that '${model}' used, so its cost is unknown and sums with it are too. Give one in metrics.prices: { '${model}': { input, output, … } } (US dollars for a million tokens).${escapes}`,
    );
  }
}
