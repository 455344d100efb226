import type { AnyExportedSpan, ObservabilityEvent, TailKeepRules, TracingEvent } from '@mastra/core/observability';

/** What is known so far of a trace that is held, as far as a rule asks for it. */
export class TailEvidence {
  readonly #rules: TailKeepRules;
  #matches = false;
  /** In US dollars. A generation has the sum of its steps, so only one of the two counts. */
  readonly #costs = { model_step: 0, model_generation: 0, rag_embedding: 0 };

  constructor(rules: TailKeepRules) {
    this.#rules = rules;
  }

  /** Whether a rule keeps the trace, whatever is still to come. */
  get matches(): boolean {
    return this.#matches;
  }

  /** `startedAt`: when the trace began here, in milliseconds since the epoch. */
  add(event: ObservabilityEvent, startedAt: number): void {
    if (this.#matches) return;
    if (event.type === 'score' || event.type === 'feedback') this.#matches = this.#rules.scored === true;
    else if ('exportedSpan' in event) this.#matches = this.#isKeptBy(event, startedAt);
  }

  #isKeptBy({ type, exportedSpan }: TracingEvent, startedAt: number): boolean {
    const { errors, slowerThanMs, flagged } = this.#rules;
    const { errorInfo, tags, endTime } = exportedSpan;
    if (errors && errorInfo !== undefined) return true;
    if (flagged !== undefined && tags?.some(tag => flagged.includes(tag))) return true;
    const latest = (endTime ?? exportedSpan.startTime).getTime();
    if (slowerThanMs !== undefined && latest - startedAt > slowerThanMs) return true;
    return type === 'span.ended' && this.#isTooCostly(exportedSpan);
  }

  #isTooCostly(span: AnyExportedSpan): boolean {
    const { costAboveUsd } = this.#rules;
    const costs = this.#costs;
    if (costAboveUsd === undefined || !Object.hasOwn(costs, span.type)) return false;
    const costUsd: unknown = (span.attributes as { costUsd?: unknown } | undefined)?.costUsd;
    if (typeof costUsd === 'number') costs[span.type as keyof typeof costs] += costUsd;
    return Math.max(costs.model_step, costs.model_generation) + costs.rag_embedding > costAboveUsd;
  }
}
