import type { ModelGenerationAttributes, UsageStats } from '../observability/types/index.ts';
import type { StepTotals } from './model-step.ts';
import { addUsage } from './usage.ts';

interface ModelTotal {
  readonly provider: string | undefined;
  usage: UsageStats | undefined;
  costUsd: number | undefined;
  /** Tokens of steps without a known cost. */
  unpricedTokens: number;
}

type Attributes = Pick<ModelGenerationAttributes, 'usage' | 'costUsd' | 'costSource' | 'unpriced' | 'byModel'>;

/**
 * The sum of a generation's steps. Its cost is unknown as soon as that of one step is that used anything: a sum that
 * leaves a step out would be believed.
 */
export class GenerationTotals {
  readonly #models = new Map<string, ModelTotal>();
  #usage: UsageStats | undefined;
  #isReported = true;

  add({ model, provider, usage, costUsd, costSource }: StepTotals): void {
    this.#usage = addUsage(this.#usage, usage);
    // A step that failed before its answer has neither, and is not charged.
    if (usage === undefined && costUsd === undefined) return;
    const total = this.#models.get(model) ?? { provider, usage: undefined, costUsd: undefined, unpricedTokens: 0 };
    this.#models.set(model, total);
    total.usage = addUsage(total.usage, usage);
    if (costUsd === undefined) total.unpricedTokens += (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
    else total.costUsd = (total.costUsd ?? 0) + costUsd;
    if (costSource !== 'provider') this.#isReported = false;
  }

  attributes(): Attributes {
    const models = [...this.#models];
    const unpriced = models.filter(([, { unpricedTokens }]) => unpricedTokens > 0);
    const costs = models.flatMap(([, { costUsd }]) => (costUsd === undefined ? [] : [costUsd]));
    return {
      usage: this.#usage,
      ...(unpriced.length === 0 &&
        costs.length > 0 && {
          costUsd: costs.reduce((sum, cost) => sum + cost, 0),
          costSource: this.#isReported ? ('provider' as const) : ('prices' as const),
        }),
      ...(unpriced.length > 0 && {
        unpriced: {
          models: unpriced.map(([model]) => model),
          tokens: unpriced.reduce((sum, [, { unpricedTokens }]) => sum + unpricedTokens, 0),
        },
      }),
      ...(models.length > 1 && {
        byModel: Object.fromEntries(
          models.map(([model, { provider, usage, costUsd, unpricedTokens }]) => [
            model,
            { provider, usage, ...(unpricedTokens === 0 && { costUsd }) },
          ]),
        ),
      }),
    };
  }
}
