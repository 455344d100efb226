import type { ModelPrice, UsageStats } from '@mastra/core/observability';
import { listedPrices } from './price-list.ts';

const PER = 1_000_000;
/** Models whose price is remembered; a process uses few. */
const MAX_REMEMBERED = 1000;
/** What may follow a model's name without making it another model: a date, `latest`, or a dated preview. */
const SUFFIX = /^(?:[-@](?:\d{4}-\d{2}-\d{2}|\d{6,8}|latest|preview-\d{2}-\d{2,4}))?$/;

/** One call of a model, as far as its price depends on it. */
export interface PricedCall {
  readonly model: string | undefined;
  /** The model that answered, where the provider says so; its price comes first. */
  readonly responseModel?: string | undefined;
  readonly provider?: string | undefined;
  readonly usage: UsageStats | undefined;
  /** When the call was made: prices hold from a day on. */
  readonly at: Date;
}

/** What a call cost in US dollars; `undefined` where no price covers all that it used. */
export type CostOf = (call: PricedCall) => number | undefined;

type GivenPrices = Readonly<Record<string, ModelPrice | readonly ModelPrice[] | null>>;

/** The given prices over the built-in ones; `null` takes a built-in price out. */
export function createCostTable(given: GivenPrices = {}): CostOf {
  const found = new Map<string, readonly ModelPrice[] | undefined>();
  const pricesOf = (provider: string | undefined, model: string | undefined) => {
    if (model === undefined || model === '') return undefined;
    const key = `${provider ?? ''}\n${model}`;
    if (found.has(key)) return found.get(key);
    const prices = givenPrices(given, model) ?? listedPrices(provider, model);
    if (found.size < MAX_REMEMBERED) found.set(key, prices);
    return prices;
  };
  return ({ model, responseModel, provider, usage, at }) => {
    if (!usage) return undefined;
    const prices = pricesOf(provider, responseModel) ?? pricesOf(provider, model);
    const price = prices && priceAt(prices, at);
    return price && costOf(price, usage);
  };
}

/** A list of none for a model whose built-in price was taken out. */
function givenPrices(given: GivenPrices, model: string): readonly ModelPrice[] | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const key =
    [model, name].find(candidate => Object.hasOwn(given, candidate)) ??
    Object.keys(given).find(known => name.startsWith(known) && SUFFIX.test(name.slice(known.length)));
  if (key === undefined) return undefined;
  const price = given[key];
  return price === null || price === undefined ? [] : Array.isArray(price) ? price : [price as ModelPrice];
}

/** The latest price that holds on that day. */
function priceAt(prices: readonly ModelPrice[], at: Date): ModelPrice | undefined {
  const day = at.toISOString().slice(0, 10);
  let latest: ModelPrice | undefined;
  for (const price of prices) {
    if ((price.from ?? '') <= day && (price.from ?? '') >= (latest?.from ?? '')) latest = price;
  }
  return latest;
}

function costOf(price: ModelPrice, usage: UsageStats): number | undefined {
  const { inputTokens = 0, outputTokens = 0, inputDetails = {}, outputDetails = {} } = usage;
  // The largest tier that the prompt has passed, over the price below all of them.
  const tiers = [...(price.tiers ?? [])].sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
  const at = Object.assign({ ...price }, ...tiers.filter(tier => inputTokens > tier.aboveInputTokens)) as ModelPrice;
  const { cacheRead = 0, cacheWrite = 0, cacheWrite1h = 0, audio = 0, image = 0 } = inputDetails;
  const { audio: spoken = 0, image: drawn = 0 } = outputDetails;
  const parts: readonly (readonly [tokens: number, price: number | undefined])[] = [
    [inputTokens - cacheRead - cacheWrite - cacheWrite1h - audio - image, at.input],
    [cacheRead, at.cacheRead],
    [cacheWrite, at.cacheWrite],
    [cacheWrite1h, at.cacheWrite1h],
    [audio, at.inputAudio],
    [image, at.inputImage],
    [outputTokens - spoken - drawn, at.output],
    [spoken, at.outputAudio],
    [drawn, at.outputImage],
  ];
  let total = 0;
  for (const [tokens, each] of parts) {
    if (tokens <= 0) continue;
    if (each === undefined) return undefined;
    total += tokens * each;
  }
  return total / PER;
}
