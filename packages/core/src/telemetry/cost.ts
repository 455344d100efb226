/** xAI reports cost in ticks of a ten-billionth of a dollar. */
const TICKS_PER_USD = 10_000_000_000;

/**
 * What a model call cost in US dollars, where the provider says so: in its raw usage (OpenRouter, Perplexity, xAI) or
 * in its metadata (gateways).
 */
export function reportedCost(raw: unknown, providerMetadata: unknown): number | undefined {
  const direct = costIn(raw);
  if (direct !== undefined) return direct;
  for (const metadata of Object.values(record(providerMetadata))) {
    const cost = costIn(metadata) ?? costIn(record(metadata).usage);
    if (cost !== undefined) return cost;
  }
  return undefined;
}

/** The sum of two costs; unknown only where both are. */
export function addCost(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a + b;
}

function costIn(value: unknown): number | undefined {
  const { cost, cost_in_usd_ticks: ticks } = record(value);
  const amount = amountOf(cost) ?? amountOf(record(cost).total_cost);
  if (amount !== undefined) return amount;
  return typeof ticks === 'number' && Number.isFinite(ticks) ? ticks / TICKS_PER_USD : undefined;
}

function amountOf(value: unknown): number | undefined {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
