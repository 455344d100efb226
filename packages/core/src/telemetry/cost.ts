/** xAI reports cost in ticks of a ten-billionth of a dollar. */
const TICKS_PER_USD = 10_000_000_000;

/** Fields that hold a cost in US dollars, by the gateways and providers that report one. */
const COST_FIELDS = ['cost', 'total_cost', 'totalCost', 'cost_usd', 'costUsd'] as const;
/** Objects of provider metadata in which such a field lies. */
const NESTED = ['usage', 'cost', 'costs', 'billing'] as const;

/**
 * What a model call cost in US dollars, where the provider says so: in its raw usage (OpenRouter, Perplexity, xAI) or
 * in its metadata (Vercel's gateway, OpenRouter, LiteLLM). With a key of one's own at OpenRouter (`is_byok`) the gateway
 * charges nothing and names the price of the provider behind it.
 */
export function reportedCost(raw: unknown, providerMetadata: unknown): number | undefined {
  const direct = costIn(raw);
  if (direct !== undefined) return direct;
  for (const metadata of Object.values(record(providerMetadata))) {
    const cost = costIn(metadata);
    if (cost !== undefined) return cost;
    for (const name of NESTED) {
      const nested = costIn(record(metadata)[name]);
      if (nested !== undefined) return nested;
    }
  }
  return undefined;
}

function costIn(value: unknown): number | undefined {
  const fields = record(value);
  const own = ownKeyCost(fields) ?? marketCost(fields);
  if (own !== undefined) return own;
  for (const name of COST_FIELDS) {
    const amount = amountOf(fields[name]) ?? amountOf(record(fields[name]).total_cost);
    if (amount !== undefined) return amount;
  }
  const ticks = amountOf(fields.cost_in_usd_ticks);
  return ticks === undefined ? undefined : ticks / TICKS_PER_USD;
}

/** What the provider behind a gateway charges on the user's own key, and the gateway's own fee. */
function ownKeyCost(fields: Readonly<Record<string, unknown>>): number | undefined {
  if (fields.is_byok !== true && fields.isByok !== true) return undefined;
  const details = record(fields.cost_details ?? fields.costDetails);
  const upstream = amountOf(details.upstream_inference_cost) ?? amountOf(details.upstreamInferenceCost);
  return upstream === undefined ? undefined : upstream + (amountOf(fields.cost) ?? 0);
}

/** Vercel's gateway charges nothing for a call on the user's own key, and says what the provider charges. */
function marketCost({ cost, marketCost: market, routing }: Readonly<Record<string, unknown>>): number | undefined {
  const attempts = record(routing).attempts;
  const isOwnKey = Array.isArray(attempts) && attempts.some(attempt => record(attempt).credentialType === 'byok');
  return amountOf(cost) === 0 && isOwnKey ? amountOf(market) : undefined;
}

function amountOf(value: unknown): number | undefined {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
