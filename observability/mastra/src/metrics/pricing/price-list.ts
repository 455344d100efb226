import type { ModelPrice } from '@mastra/core/observability';
import { matches, type NameRule } from './match.ts';
import { PRICE_LIST } from './prices.data.ts';

interface ListedModel {
  readonly id: string;
  readonly match: NameRule;
  /** By the day from which they hold, the oldest first. */
  readonly prices: readonly ModelPrice[];
}

interface ListedProvider {
  readonly id: string;
  /** Which names of a provider mean this one. */
  readonly names?: NameRule;
  /** Which models are its own, whoever offers them. */
  readonly owns?: NameRule;
  readonly models: readonly ListedModel[];
  /** Other providers whose models it offers at their prices. */
  readonly fallback?: readonly string[];
}

/** What the AI SDK calls a provider, where the list calls it something else. */
const ALIASES: Readonly<Record<string, string>> = {
  xai: 'x-ai',
  togetherai: 'together',
  'together-ai': 'together',
  bedrock: 'aws',
  'amazon-bedrock': 'aws',
  'azure-openai': 'azure',
  moonshot: 'moonshotai',
  'fireworks-ai': 'fireworks',
};

let parsed: readonly ListedProvider[] | undefined;

/** The built-in list, for documentation. */
export function priceList(): readonly ListedProvider[] {
  parsed ??= JSON.parse(PRICE_LIST) as readonly ListedProvider[];
  return parsed;
}

/**
 * The built-in prices of a model: those of the provider that answered where the list knows it, else those of the vendor
 * that a gateway puts in front of the name (`openai/gpt-4o`), else those of the vendor that the name belongs to.
 *
 * @returns `undefined` for a model that is not listed: no price rather than a wrong one.
 */
export function listedPrices(provider: string | undefined, model: string): readonly ModelPrice[] | undefined {
  const name = model.toLowerCase();
  const answering = providerNamed(provider);
  const found = answering && pricesAt(answering, name);
  if (found) return found;
  const slash = name.indexOf('/');
  if (slash > 0) {
    const vendor = providerNamed(name.slice(0, slash));
    const prices = vendor && pricesAt(vendor, name.slice(slash + 1));
    if (prices) return prices;
  }
  // A model of the list's own vendors under whatever name a server goes by; other models belong to whoever runs them.
  const own = name.slice(name.lastIndexOf('/') + 1);
  for (const owner of priceList()) {
    const prices = owner.owns && matches(owner.owns, own) ? pricesAt(owner, own) : undefined;
    if (prices) return prices;
  }
  return undefined;
}

function providerNamed(provider: string | undefined): ListedProvider | undefined {
  if (!provider) return undefined;
  // The AI SDK appends the API to the provider: `openai.responses`.
  const name = provider.toLowerCase().split('.')[0]!;
  const id = ALIASES[name] ?? name;
  return (
    priceList().find(listed => listed.id === id) ??
    priceList().find(listed => listed.names !== undefined && matches(listed.names, provider.toLowerCase()))
  );
}

function pricesAt(provider: ListedProvider, model: string): readonly ModelPrice[] | undefined {
  const own =
    provider.models.find(listed => listed.id === model) ?? provider.models.find(listed => matches(listed.match, model));
  if (own) return own.prices;
  for (const id of provider.fallback ?? []) {
    const other = priceList().find(listed => listed.id === id);
    const prices = other && pricesAt(other, model);
    if (prices) return prices;
  }
  return undefined;
}
