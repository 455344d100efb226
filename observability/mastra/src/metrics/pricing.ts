import type { ModelPrice, UsageStats } from '@mastra/core/observability';

/** When the prices below were written down, from the providers' public lists. */
export const PRICE_TABLE_VERSION = '2025-10';

/**
 * List prices in US dollars for a million tokens, for text below any long-context threshold. A model is found by the id
 * that its provider gives it, with or without a date or version after it. What is not here has no cost, rather than a
 * wrong one: add it, or replace it, by `metrics.prices`.
 */
export const DEFAULT_PRICES: Readonly<Record<string, ModelPrice>> = Object.freeze({
  'gpt-4o': { input: 2.5, cacheRead: 1.25, output: 10 },
  'gpt-4o-mini': { input: 0.15, cacheRead: 0.075, output: 0.6 },
  'gpt-4.1': { input: 2, cacheRead: 0.5, output: 8 },
  'gpt-4.1-mini': { input: 0.4, cacheRead: 0.1, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, cacheRead: 0.025, output: 0.4 },
  'gpt-5': { input: 1.25, cacheRead: 0.125, output: 10 },
  'gpt-5-mini': { input: 0.25, cacheRead: 0.025, output: 2 },
  'gpt-5-nano': { input: 0.05, cacheRead: 0.005, output: 0.4 },
  o3: { input: 2, cacheRead: 0.5, output: 8 },
  'o4-mini': { input: 1.1, cacheRead: 0.275, output: 4.4 },
  'claude-3-5-haiku': { input: 0.8, cacheRead: 0.08, cacheWrite: 1, output: 4 },
  'claude-haiku-4-5': { input: 1, cacheRead: 0.1, cacheWrite: 1.25, output: 5 },
  'claude-sonnet-4': { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 },
  'claude-sonnet-4-5': { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 },
  'claude-opus-4': { input: 15, cacheRead: 1.5, cacheWrite: 18.75, output: 75 },
  'claude-opus-4-1': { input: 15, cacheRead: 1.5, cacheWrite: 18.75, output: 75 },
  'gemini-2.5-pro': { input: 1.25, output: 10 },
  'gemini-2.5-flash': { input: 0.3, output: 2.5 },
  'gemini-2.5-flash-lite': { input: 0.1, output: 0.4 },
});

const PER = 1_000_000;
/** What may follow a model's name without making it another model: a date, `latest`, or a dated preview. */
const SUFFIX = /^(?:[-@](?:\d{4}-\d{2}-\d{2}|\d{6,8}|latest|preview-\d{2}-\d{2,4}))?$/;

/** Finds what a generation cost. */
export type CostOf = (
  model: string | undefined,
  responseModel: string | undefined,
  usage: UsageStats | undefined,
) => number | undefined;

/** The given prices over the built-in ones; `null` takes a built-in price out. */
export function createCostTable(given: Readonly<Record<string, ModelPrice | null>> = {}): CostOf {
  const prices = new Map<string, ModelPrice>(Object.entries(DEFAULT_PRICES));
  for (const [model, price] of Object.entries(given)) {
    if (price) prices.set(model, price);
    else prices.delete(model);
  }
  const found = new Map<string, ModelPrice | undefined>();
  const priceOf = (model: string | undefined): ModelPrice | undefined => {
    if (model === undefined) return undefined;
    if (!found.has(model) && found.size < 1000) found.set(model, findPrice(prices, model));
    return found.get(model) ?? findPrice(prices, model);
  };
  return (model, responseModel, usage) => {
    const price = priceOf(responseModel) ?? priceOf(model);
    return price && usage ? costOf(price, usage) : undefined;
  };
}

function findPrice(prices: ReadonlyMap<string, ModelPrice>, model: string): ModelPrice | undefined {
  const exact = prices.get(model);
  if (exact) return exact;
  // Gateways put the vendor in front: `openai/gpt-4o`.
  const name = model.slice(model.lastIndexOf('/') + 1);
  for (const [known, price] of prices)
    if (name.startsWith(known) && SUFFIX.test(name.slice(known.length))) return price;
  return undefined;
}

/** `undefined` where the usage has tokens of a kind that no price is known for. */
function costOf(price: ModelPrice, usage: UsageStats): number | undefined {
  const { inputTokens = 0, outputTokens = 0, inputDetails = {}, outputDetails = {} } = usage;
  if (inputDetails.audio || inputDetails.image || outputDetails.audio || outputDetails.image) return undefined;
  const cacheRead = inputDetails.cacheRead ?? 0;
  const cacheWrite = inputDetails.cacheWrite ?? 0;
  if (cacheRead > 0 && price.cacheRead === undefined) return undefined;
  if (cacheWrite > 0 && price.cacheWrite === undefined) return undefined;
  const fresh = inputTokens - cacheRead - cacheWrite;
  const total =
    fresh * price.input +
    cacheRead * (price.cacheRead ?? 0) +
    cacheWrite * (price.cacheWrite ?? 0) +
    outputTokens * price.output;
  return total / PER;
}
